/** The Compute service leaves out the control characters of what firmware sends to clear a screen, and shows the rest. */
const CLEARED = /c\[\?7l\[2J(?:\[0m)?/g;

/** The answer of the Compute service to the question for a console, as text. */
export function plainText(output: string | null): string {
  return (output ?? '').replaceAll(CLEARED, '');
}
