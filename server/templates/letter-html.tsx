import {
  Body,
  Button,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Link,
  Preview,
  render,
  Section,
  Text,
} from '@react-email/components';
import type { Block, Letter, WaysOut } from './letter.ts';

/** What stands around a letter. */
export interface Frame {
  /** Who writes, at the top. */
  readonly sender: string;
  /** Null where nobody can unsubscribe, as from security. */
  readonly waysOut: WaysOut | null;
}

/** The HTML of a mail: inline styles alone, nothing loaded from anywhere, readable where colours are turned round. */
export function letterHtml(letter: Letter, frame: Frame): Promise<string> {
  return render(<Page letter={letter} frame={frame} />);
}

const ink = '#14242b';
const soft = '#4d5c63';
const family = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** For programs with a dark mode of their own; the others see the light colours or turn them round themselves. */
const dark = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .page { background: #10191d !important; }
    .sheet { background: #18252b !important; border-color: #2b3b42 !important; }
    .ink { color: #e8eff2 !important; }
    .soft { color: #a9bac2 !important; }
    .line { border-color: #2b3b42 !important; }
    .button { background: #7cc6d8 !important; color: #0c1417 !important; }
  }`;

function Page({ letter, frame }: { letter: Letter; frame: Frame }) {
  return (
    <Html lang={letter.language ?? 'en'}>
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{dark}</style>
      </Head>
      <Preview>{letter.preview}</Preview>
      <Body
        className="page"
        style={{ margin: 0, padding: '32px 12px', background: '#f4f7f8', fontFamily: family }}
      >
        <Container
          className="sheet"
          style={{
            maxWidth: 560,
            padding: '28px 28px 20px',
            background: '#ffffff',
            border: '1px solid #dde5e8',
            borderRadius: 10,
          }}
        >
          <Text className="soft" style={{ margin: '0 0 20px', color: soft, fontSize: 14, fontWeight: 600 }}>
            {frame.sender}
          </Text>
          <Heading
            as="h1"
            className="ink"
            style={{ margin: '0 0 16px', color: ink, fontSize: 22, lineHeight: '30px' }}
          >
            {letter.heading}
          </Heading>
          {letter.blocks.map((block, n) => (
            <Part key={n} block={block} />
          ))}
          {frame.waysOut !== null && <Farewell {...frame.waysOut} />}
        </Container>
      </Body>
    </Html>
  );
}

const paragraph = { margin: '0 0 16px', color: ink, fontSize: 16, lineHeight: '25px' } as const;

function Part({ block }: { block: Block }) {
  switch (block.kind) {
    case 'text':
      return (
        <Text className="ink" style={{ ...paragraph, whiteSpace: 'pre-line' }}>
          {block.text}
        </Text>
      );
    case 'note':
      return (
        <Text className="soft" style={{ ...paragraph, color: soft, fontSize: 14, lineHeight: '21px' }}>
          {block.text}
        </Text>
      );
    case 'button':
      return <Way label={block.label} url={block.url} />;
    case 'facts':
      return <Facts rows={block.rows} />;
    case 'code':
      return (
        <Text
          className="ink"
          style={{
            ...paragraph,
            fontFamily: 'ui-monospace, Menlo, monospace',
            fontSize: 32,
            lineHeight: '40px',
            letterSpacing: 4,
          }}
        >
          {block.code}
        </Text>
      );
    case 'item':
      return (
        <Section style={{ margin: '0 0 16px' }}>
          <Text className="ink" style={{ ...paragraph, margin: '0 0 4px', fontWeight: 600 }}>
            {block.url === null ? block.title : <Anchor url={block.url}>{block.title}</Anchor>}
          </Text>
          <Text className="ink" style={{ ...paragraph, margin: 0, whiteSpace: 'pre-line' }}>
            {block.text}
          </Text>
        </Section>
      );
  }
}

function Way({ label, url }: { label: string; url: string }) {
  return (
    <Section style={{ margin: '4px 0 20px' }}>
      <Button
        href={url}
        className="button"
        style={{
          padding: '12px 20px',
          borderRadius: 7,
          background: ink,
          color: '#ffffff',
          fontSize: 16,
          fontWeight: 600,
          textDecoration: 'none',
        }}
      >
        {label}
      </Button>
    </Section>
  );
}

function Facts({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <table role="presentation" cellPadding={0} cellSpacing={0} style={{ margin: '0 0 20px', width: '100%' }}>
      <tbody>
        {rows.map(([label, value]) => (
          <tr key={label}>
            <td
              className="soft line"
              style={{
                padding: '8px 12px 8px 0',
                borderBottom: '1px solid #dde5e8',
                color: soft,
                fontSize: 14,
              }}
            >
              {label}
            </td>
            <td
              className="ink line"
              style={{ padding: '8px 0', borderBottom: '1px solid #dde5e8', color: ink, fontSize: 15 }}
            >
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Farewell({ url, manageUrl }: WaysOut) {
  return (
    <>
      <Hr className="line" style={{ margin: '8px 0 12px', borderColor: '#dde5e8' }} />
      <Text className="soft" style={{ margin: 0, color: soft, fontSize: 13, lineHeight: '20px' }}>
        You do not want such mails any more? <Anchor url={url}>Unsubscribe</Anchor>
        {manageUrl !== null && (
          <>
            {' · '}
            <Anchor url={manageUrl}>Choose what we write about</Anchor>
          </>
        )}
      </Text>
    </>
  );
}

function Anchor({ url, children }: { url: string; children: string }) {
  return (
    <Link href={url} style={{ color: 'inherit', textDecoration: 'underline' }}>
      {children}
    </Link>
  );
}
