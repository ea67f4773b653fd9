/** A line of a job file: `env`, `A=b c`; of a command the words are one text, with its quotes, for a shell. */
export interface Stanza {
  readonly name: string;
  readonly words: readonly string[];
}

const STANZAS =
  /^(description|author|version|usage|emits|start|stop|env|export|expect|task|kill|respawn|normal|console|umask|nice|limit|chroot|chdir|setuid|setgid|instance|oom|reload|apparmor|cgroup|manual|exec|script|pre-start|post-start|pre-stop|post-stop)$/;

/**
 * Reads a job file as upstart does. Quotes may begin and end within a word; a backslash escapes a blank, a line end or a backslash,
 * also within quotes of either kind, and is itself before anything else; a line end within quotes is a blank.
 * Throws with the number of the line when upstart would not load the job.
 */
export function parseJobSyntax(text: string): Stanza[] {
  const stanzas: Stanza[] = [];
  const reader = new JobReader(text);
  for (let name = reader.nextStanza(); name !== undefined; name = reader.nextStanza()) {
    if (!STANZAS.test(name)) throw reader.error(`unknown stanza '${name}'`);
    stanzas.push({name, words: reader.wordsOf(name)});
  }
  return stanzas;
}

class JobReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The first word of the next line that has one. */
  nextStanza(): string | undefined {
    for (;;) {
      this.#skip(/[ \t\r\n]*/y);
      if (this.#at >= this.#text.length) return undefined;
      if (this.#text[this.#at] !== '#') return this.#word();
      this.#skip(/[^\n]*/y);
    }
  }

  wordsOf(name: string): string[] {
    if (name === 'script') return [this.#block()];
    if (this.#isLineOver()) return [];
    if (name === 'exec') return [this.#command()];
    const words = [this.#word()];
    if (/^(pre|post)-/.test(name)) return [...words, ...this.wordsOf(words[0]!)];
    while (!this.#isLineOver()) words.push(this.#word());
    return words;
  }

  error(reason: string): Error {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    return new Error(`line ${line}: ${reason}`);
  }

  #isLineOver(): boolean {
    this.#skip(/([ \t\r]|\\\n)*/y);
    if (this.#text[this.#at] === '#') this.#skip(/[^\n]*/y);
    return this.#at >= this.#text.length || this.#text[this.#at] === '\n';
  }

  #word(): string {
    return this.#token(/[ \t\r\n#]/, true);
  }

  #command(): string {
    return this.#token(/[\n#]/, false).trimEnd();
  }

  /** Up to an unquoted character of `end`. */
  #token(end: RegExp, dequote: boolean): string {
    let token = '';
    let quote = '';
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (char === '\\') token += this.#escaped(dequote);
      else if (quote === '' && end.test(char)) return token;
      else if (char === quote || (quote === '' && /["']/.test(char))) {
        quote = quote === '' ? char : '';
        if (!dequote) token += char;
      } else if (char === '\n') token = `${token.trimEnd()} ${this.#indentation()}`;
      else token += char;
    }
    if (quote !== '') throw this.error(`quote ${quote} is not closed`);
    return token;
  }

  #escaped(dequote: boolean): string {
    const char = this.#text[++this.#at];
    if (char === undefined) throw this.error('the file ends with a backslash');
    if (char === '\n') return ` ${this.#indentation()}`;
    return dequote && /[\\ \t\r]/.test(char) ? char : `\\${char}`;
  }

  /** Blanks at the begin of the next line: they go with the line end. */
  #indentation(): '' {
    while (/[ \t\r\n]/.test(this.#text[this.#at + 1] ?? '')) this.#at++;
    return '';
  }

  #block(): string {
    this.#skip(/[^\n]*\n?/y);
    const rest = this.#text.slice(this.#at);
    const end = /^[ \t]*end[ \t]+script[ \t]*$/m.exec(rest);
    if (end === null) throw this.error("'end script' is missing");
    this.#at += end.index + end[0].length;
    return rest.slice(0, end.index);
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0;
  }
}
