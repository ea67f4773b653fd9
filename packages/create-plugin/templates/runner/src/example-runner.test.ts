import {test} from 'node:test';
import {registerContract, runnerContract} from '@devstack/sdk/testing';
import {ExampleRunner} from './example-runner.ts';

registerContract(test, runnerContract({make: (host) => new ExampleRunner(host)}));
