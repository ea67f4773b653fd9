/** `(a or b) and c`, with what has happened of it. */
export type EventExpression =
  | {readonly event: string; readonly args: readonly string[]}
  | {readonly operator: 'and' | 'or'; readonly left: EventExpression; readonly right: EventExpression};

/** `and` and `or` bind alike, from left to right. */
export function parseEvents(words: readonly string[]): EventExpression {
  const tokens = words.flatMap((word) => word.split(/([()])/).filter(Boolean));
  const expression = readExpression(tokens);
  if (tokens.length > 0) throw new Error(`unexpected ${tokens[0]}`);
  return expression;
}

function readExpression(tokens: string[]): EventExpression {
  let left = readOperand(tokens);
  for (let next = tokens[0]; next === 'and' || next === 'or'; next = tokens[0]) {
    tokens.shift();
    left = {operator: next, left, right: readOperand(tokens)};
  }
  return left;
}

function readOperand(tokens: string[]): EventExpression {
  const event = tokens.shift();
  if (event === undefined || /^(and|or|\))$/.test(event)) throw new Error('an event is missing');
  if (event === '(') {
    const inner = readExpression(tokens);
    if (tokens.shift() !== ')') throw new Error("')' is missing");
    return inner;
  }
  const args: string[] = [];
  while (tokens[0] !== undefined && !/^(and|or|[()])$/.test(tokens[0])) args.push(tokens.shift()!);
  return {event, args};
}

export function eventsOf(expression: EventExpression): readonly string[] {
  return 'event' in expression ? [expression.event] : [...eventsOf(expression.left), ...eventsOf(expression.right)];
}

/** @param happened names of the events since it was last true */
export function isTrue(expression: EventExpression, happened: ReadonlySet<string>): boolean {
  if ('event' in expression) return happened.has(expression.event);
  const {operator, left, right} = expression;
  return operator === 'and'
    ? isTrue(left, happened) && isTrue(right, happened)
    : isTrue(left, happened) || isTrue(right, happened);
}

/** As `initctl show-config` prints it. */
export function showEvents(expression: EventExpression): string {
  if ('event' in expression) return [expression.event, ...expression.args].join(' ');
  return `(${showEvents(expression.left)} ${expression.operator} ${showEvents(expression.right)})`;
}
