/** What stands for every domain that is not on the list. */
export const otherDomain = 'other';

/**
 * The domain of an address, if very many people share it. Any other is `other`, since a domain of one's own names its
 * owner, and totals are for people who may not see addresses. Empty for what is no email address.
 */
export function mailboxDomainOf(recipient: string): string {
  const at = recipient.lastIndexOf('@');
  if (at < 0) return '';
  const domain = recipient.slice(at + 1).toLowerCase();
  return mailboxDomains.has(domain) ? domain : otherDomain;
}

/** One name under several endings; each is written out, because others may own the same name elsewhere. */
const under = (name: string, endings: string) => endings.split(' ').map((ending) => `${name}.${ending}`);

/** Mailboxes of providers, most of them with one domain; below those with several. */
const providers = `
    gmail.com googlemail.com msn.com ymail.com rocketmail.com icloud.com me.com mac.com aim.com
    web.de t-online.de freenet.de bluewin.ch proton.me pm.me tuta.io hey.com ya.ru bk.ru list.ru
    rambler.ru ukr.net seznam.cz wp.pl o2.pl onet.pl interia.pl qq.com foxmail.com 163.com 126.com
    yeah.net sohu.com naver.com daum.net hanmail.net docomo.ne.jp ezweb.ne.jp softbank.ne.jp
    rediffmail.com orange.fr wanadoo.fr laposte.net free.fr sfr.fr bbox.fr libero.it virgilio.it
    tiscali.it alice.it tim.it telenet.be skynet.be ziggo.nl kpnmail.nl btinternet.com sky.com
    virginmedia.com talktalk.net comcast.net verizon.net att.net sbcglobal.net bellsouth.net
    charter.net cox.net rogers.com shaw.ca sympatico.ca bigpond.com optusnet.com.au uol.com.br
    bol.com.br terra.com.br`;

const mailboxDomains: ReadonlySet<string> = new Set([
  ...providers.trim().split(/\s+/),
  ...under('outlook', 'com at be cl co.id co.il co.th com.ar com.au com.br com.gr com.tr com.vn cz de dk es'),
  ...under('outlook', 'fr hu ie in it jp kr lv my ph pt sa sg sk'),
  ...under('hotmail', 'com be ca ch cl co.jp co.nz co.th co.uk com.ar com.au com.br com.tr de dk es fi fr'),
  ...under('hotmail', 'gr it nl no se'),
  ...under('live', 'com at be ca ch cl cn co.uk com.ar com.au com.mx com.pt de dk fr ie in it jp nl no'),
  ...under('live', 'ru se'),
  ...under('yahoo', 'com ca cl co.id co.in co.jp co.kr co.nz co.th co.uk co.za com.ar com.au com.br com.cn'),
  ...under('yahoo', 'com.co com.hk com.mx com.my com.pe com.ph com.sg com.tr com.tw com.vn de dk es fr gr'),
  ...under('yahoo', 'ie in it nl no pl ro se'),
  ...under('aol', 'com co.uk de fr it'),
  ...under('gmx', 'at ch com de eu fr net org us'),
  ...under('mail', 'com de ru'),
  ...under('posteo', 'de net'),
  ...under('protonmail', 'ch com'),
  ...under('tutanota', 'com de'),
  ...under('fastmail', 'com fm'),
  ...under('zoho', 'com eu in'),
  ...under('zohomail', 'com eu in'),
  ...under('yandex', 'by com kz ru'),
  ...under('inbox', 'lv ru'),
  ...under('sina', 'cn com'),
]);
