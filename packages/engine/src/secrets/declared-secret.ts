import type {SecretDeclaration} from '@devstack/sdk';

/** A secret of a component; its full name is `component.name`. */
export interface DeclaredSecret extends SecretDeclaration {
  readonly component: string;
}

export function fullName({component, name}: DeclaredSecret): string {
  return `${component}.${name}`;
}
