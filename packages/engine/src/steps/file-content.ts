import {type FileArgs, resolveTemplateValue, resolveText, type Text} from '@devstack/sdk';
import {addOptions} from '../templates/add-options.ts';
import {renderTemplate} from '../templates/render-template.ts';

/** What a file will hold. @param resolve turns a text into its value, or into its redacted form for a plan */
export async function renderContent(args: FileArgs, resolve: (value: Text) => string): Promise<string> {
  const {format = 'text', options = []} = args;
  return addOptions(await renderOwn(args, resolve), options, format);
}

async function renderOwn({content, format = 'text'}: FileArgs, resolve: (value: Text) => string): Promise<string> {
  if (typeof content === 'string' || !('template' in content)) return resolve(content);
  const values = Object.fromEntries(
    Object.entries(content.parameters).map(([name, value]) => [name, resolveTemplateValue(value, resolve)] as const),
  );
  return renderTemplate(content, values, format);
}

/** The content with `•••` for each secret. */
export function renderRedacted(args: FileArgs): Promise<string> {
  return renderContent(args, (value) => resolveText(value, () => '•••').replaceAll('%E2%80%A2', '•'));
}
