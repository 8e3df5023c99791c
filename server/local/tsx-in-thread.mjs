// tsx registers itself in the main thread alone; a thread imports this first.
import { register } from 'tsx/esm/api';

register();
