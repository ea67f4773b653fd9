import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parseSimulation, parseStatusLine, sumUriSizes, tellingLines} from './apt-output.ts';

test('a simulation tells new packages from upgrades', () => {
  const plan = parseSimulation(readFileSync(join(import.meta.dirname, 'fixtures/simulate-install.txt'), 'utf8'));
  expect(plan.install).toContain('dbus');
  expect(plan.install).toHaveLength(13);
  expect(plan.upgrade).toEqual({'perl-base': {from: '5.36.0-7+deb12u3', to: '5.36.0-7+deb12u4'}});
  expect(plan.remove).toEqual([]);
});

test('a simulation names what would go, whether purged or removed', () => {
  expect(parseSimulation('Remv a [1]\nPurg b [1:2]\nConf c (1 Debian [all])\n').remove).toEqual(['a', 'b']);
});

test('a simulation of a downgrade names the version that comes', () => {
  const line = 'Inst perl-base [5.36.0-7+deb12u4] (5.36.0-7+deb12u3 Debian:12.15/oldstable [amd64])';
  expect(parseSimulation(line).upgrade['perl-base']).toEqual({from: '5.36.0-7+deb12u4', to: '5.36.0-7+deb12u3'});
});

test('the sizes of what would be downloaded are added up', () => {
  const uri = "'http://mirror.example.org/debian/pool/main/s/sl/sl_5.02-1%2bb1_amd64.deb' sl_5.02-1+b1_amd64.deb";
  expect(sumUriSizes(`${uri} 14360 SHA256:ab\n${uri} 103136 MD5Sum:51\n`)).toBe(117_496);
});

test('progress counts downloaded files, then packages', () => {
  expect(parseStatusLine('dlstatus:257:95.4094:Retrieving file 257 of 271 (2min remaining)', 271)).toEqual({
    what: 'downloading packages',
    done: 257,
    total: 271,
  });
  expect(parseStatusLine('pmstatus:libpgm-5.3-0:43.4101:Unpacking libpgm-5.3-0 (amd64)', 100)).toEqual({
    what: 'unpacking libpgm-5.3-0',
    done: 43,
    total: 100,
  });
  expect(parseStatusLine('processing: configure: dbus', 0)).toEqual({what: 'configuring dbus'});
  expect(parseStatusLine('Setting up dbus (1.14.10-1~deb12u1) ...', 100)).toBeUndefined();
});

test('of the output of apt those lines are shown that tell something', () => {
  const lines = ['Reading package lists...', 'pmstatus:a:1:Unpacking a', 'Err:1 http://a b', '', 'E: broken'];
  expect(tellingLines(lines.join('\n'))).toEqual(['Err:1 http://a b', 'E: broken']);
});
