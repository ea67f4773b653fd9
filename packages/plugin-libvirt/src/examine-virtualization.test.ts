import {execFileSync} from 'node:child_process';
import type {Host} from '@devstack/sdk';
import {expect, test} from 'vitest';
import {examineVirtualization, hasVirtualization, judgeLoop} from './examine-virtualization.ts';
import {KVM_LOOP} from './kvm-loop.ts';

const intel = 'processor\t: 0\nflags\t\t: fpu vme vmx sse2\n';

/** A machine with some files, and a loop that prints something. */
function machine(files: readonly string[], cpuinfo = intel, loop = {code: 0, stdout: '410.50\n', stderr: ''}): Host {
  return {
    facts: async () => ({uid: 0}),
    stat: async (path: string) => (files.includes(path) ? {type: 'other'} : undefined),
    readText: async () => cpuinfo,
    which: async () => '/usr/bin/python3',
    run: async () => loop,
  } as unknown as Host;
}

test('a processor with vmx or svm can run guests, one with something like it cannot', () => {
  expect(hasVirtualization(intel)).toBe(true);
  expect(hasVirtualization('flags : fpu svm_lock\n')).toBe(false);
  expect(hasVirtualization('flags : fpu svm\n')).toBe(true);
  expect(hasVirtualization('model name : vmx\n')).toBe(false);
});

test('KVM is taken where the loop ran at the speed of hardware', async () => {
  const auto = {acceleration: 'auto'};
  expect(await examineVirtualization(machine(['/dev/kvm']), auto)).toEqual({root: true, kvm: true});
});

test.each([
  ['no device', [], intel, 'there is no /dev/kvm'],
  ['a software KVM', ['/dev/kvm', '/sys/module/kvm_pvm'], intel, 'software KVM'],
  ['a processor without', ['/dev/kvm'], 'flags : fpu\n', 'neither vmx nor svm'],
])('%s is the reason for emulation', async (_title, files, cpuinfo, why) => {
  const found = await examineVirtualization(machine(files, cpuinfo), {acceleration: 'auto'});
  expect(found).toEqual({root: true, kvm: false, why: expect.stringContaining(why)});
});

test('a loop that is slow, hangs or is refused is no hardware', () => {
  expect(judgeLoop(0, '1.15\n', '')).toContain('1.1 million instructions per second');
  expect(judgeLoop(137, '', '')).toContain('/dev/kvm hangs');
  expect(judgeLoop(1, '', 'Traceback\nPermissionError: [Errno 13]\n')).toBe(
    '/dev/kvm cannot run a guest: PermissionError: [Errno 13]',
  );
  expect(judgeLoop(0, '512.00\n', '')).toBeUndefined();
});

test('the loop is a program that Python understands', () => {
  execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {input: KVM_LOOP});
});
