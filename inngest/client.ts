import { Inngest } from 'inngest';

/** Where the engine is, and whether it signs, comes from `INNGEST_*`: see `.env.example`. */
export const inngest = new Inngest({
  id: 'earshot',
  // Our steps are few and short; a checkpoint call per step would cost more than it saves.
  checkpointing: false,
});
