/** Ids by name. */
export type Accounts = Readonly<Record<string, number>>;

/** System accounts have smaller ids; a larger one belongs to a person. */
const FIRST_PERSON = 1000;
/** Ids that Debian gives to packages for good (policy 9.2.2): glance and nova have theirs here. */
const RESERVED = {first: 60_000, last: 64_999};

/** Reads /etc/passwd or /etc/group: the id is the third field of both. */
export function parseAccounts(text: string): Accounts {
  const lines = text.split('\n').map((line) => line.split(':'));
  return Object.fromEntries(lines.filter(([name, , id]) => name && id).map(([name, , id]) => [name!, Number(id)]));
}

export function newSystemAccounts(before: Accounts, now: Accounts): Accounts {
  return Object.fromEntries(Object.entries(now).filter(([name, id]) => !(name in before) && isSystem(id)));
}

function isSystem(id: number): boolean {
  return id < FIRST_PERSON || (id >= RESERVED.first && id <= RESERVED.last);
}

/** Those that still are what they were: an account of the same name with another id is somebody else's. */
export function sameAccounts(recorded: Accounts, now: Accounts): string[] {
  return Object.entries(recorded).flatMap(([name, id]) => (now[name] === id ? [name] : []));
}
