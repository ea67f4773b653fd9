import {createHash} from 'node:crypto';
import type {Dialect} from './dialect.ts';

/** An empty one, with what OpenStack expects of its texts. */
export function createMariadbDatabase(name: string): string {
  return `CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb3;`;
}

/** Names are checked before: they hold nothing that must be quoted. */
export const mariadbDialect: Dialect = {
  create(name, password) {
    const account = `'${name}'@'%'`;
    const identified = `IDENTIFIED VIA mysql_native_password USING '${hashPassword(password)}'`;
    return [
      createMariadbDatabase(name),
      `CREATE USER IF NOT EXISTS ${account} ${identified};`,
      `ALTER USER ${account} ${identified};`,
      // In a grant an underscore stands for any character.
      `GRANT ALL ON \`${name.replaceAll('_', '\\_')}\`.* TO ${account};`,
      '',
    ].join('\n');
  },

  drop: (name) => `DROP DATABASE IF EXISTS \`${name}\`;\nDROP USER IF EXISTS '${name}'@'%';\n`,

  isUnreachable: ({code, stderr}) => code !== 0 && /^ERROR 200[23] /m.test(stderr),

  refuse: (password) =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all of Latin-1, whatever they are
    /^[\u0000-\u00ff]*$/.test(password)
      ? undefined
      : 'PyMySQL sends passwords in Latin-1, which has not all of its characters',
};

/** As the server stores it: so that no SQL holds the password, and its bytes are those that PyMySQL sends. */
function hashPassword(password: string): string {
  const once = createHash('sha1').update(password, 'latin1').digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}
