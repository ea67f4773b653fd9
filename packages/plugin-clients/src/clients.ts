import {type DirectoryArgs, PythonComponent} from '@devstack/sdk';

/** The `openstack` command and the SDK. Nothing of it runs; who is addressed, clouds.yaml says, which comes with the Identity service. */
export class Clients extends PythonComponent {
  override notes(): readonly string[] {
    return [`the client is ${this.ctx.python.script('openstack')}: for example with --os-cloud devstack token issue`];
  }

  override directories(): readonly DirectoryArgs[] {
    return [];
  }
}
