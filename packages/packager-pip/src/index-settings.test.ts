import {expect, test} from 'vitest';
import {readIndexSettings, redactUrls} from './index-settings.ts';
import {mergePipOptions, parsePipConf, pipConfPaths} from './pip-conf.ts';

test('pip.conf is read as pip reads it', () => {
  const text = [
    '# mirror of the house',
    '[global]',
    'index_url = https://mirror.example/simple',
    'extra-index-url =',
    '    https://a.example/simple',
    '    https://b.example/simple',
    'cert: /etc/house.pem',
    '[install]',
    'index-url = https://install.example/simple',
    '[freeze]',
    'timeout = 10',
  ].join('\n');
  expect(parsePipConf(text)).toEqual({
    'index-url': ['https://install.example/simple'],
    'extra-index-url': ['https://a.example/simple', 'https://b.example/simple'],
    cert: ['/etc/house.pem'],
  });
});

test('PIP_CONFIG_FILE comes after every other file, and /dev/null means none', () => {
  expect(pipConfPaths({PIP_CONFIG_FILE: '/x.conf'}, '/home/u').at(-1)).toBe('/x.conf');
  expect(pipConfPaths({}, '/home/u')).toContain('/home/u/.config/pip/pip.conf');
  expect(pipConfPaths({PIP_CONFIG_FILE: '/dev/null'}, '/home/u')).toEqual([]);
});

test('variables win over files', () => {
  const files = ['[global]\nindex-url = https://file.example/simple'];
  expect(mergePipOptions(files, {PIP_INDEX_URL: 'https://env.example/simple'})['index-url']).toEqual([
    'https://env.example/simple',
  ]);
});

test('settings of pip become settings of uv', () => {
  const pip = mergePipOptions(
    [
      '[global]\nindex-url = https://m.example/simple\nextra-index-url = https://x.example/simple\nproxy = http://p:3128',
    ],
    {PIP_TRUSTED_HOST: 'm.example'},
  );
  const settings = readIndexSettings({}, pip);
  expect(settings.indexes).toEqual(['https://x.example/simple', 'https://m.example/simple']);
  expect(settings.uv).toEqual({
    UV_DEFAULT_INDEX: 'https://m.example/simple',
    UV_INDEX: 'https://x.example/simple',
    UV_INDEX_STRATEGY: 'unsafe-best-match',
    UV_INSECURE_HOST: 'm.example',
    HTTP_PROXY: 'http://p:3128',
    HTTPS_PROXY: 'http://p:3128',
  });
});

test('settings of uv win over those of pip', () => {
  const pip = mergePipOptions(['[global]\nindex-url = https://pip.example/simple'], {});
  const settings = readIndexSettings({UV_DEFAULT_INDEX: 'house=https://uv.example/simple'}, pip);
  expect(settings.indexes).toEqual(['https://uv.example/simple']);
});

test('without any setting it is PyPI, with the CA bundle of the machine', () => {
  const settings = readIndexSettings({UV_SYSTEM_PYTHON: '1'}, {}, '/etc/ssl/certs/ca-certificates.crt');
  expect(settings.indexes).toEqual(['https://pypi.org/simple']);
  expect(settings.uv).toEqual({SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt'});
});

test('the CA bundle that the user names wins over that of the machine', () => {
  const variables = {REQUESTS_CA_BUNDLE: '/house.pem'};
  expect(readIndexSettings(variables, {}, '/etc/ssl/certs/ca-certificates.crt').certificates).toBe('/house.pem');
  expect(readIndexSettings(variables, {cert: ['/pip.pem']}).uv.SSL_CERT_FILE).toBe('/pip.pem');
});

test('without an index nothing but the links is asked', () => {
  const pip = mergePipOptions([], {PIP_NO_INDEX: '1', PIP_FIND_LINKS: '/wheels /more'});
  expect(readIndexSettings({}, pip)).toMatchObject({indexes: [], isIndexOff: true, findLinks: ['/wheels', '/more']});
});

test('credentials in a URL are never shown', () => {
  expect(redactUrls('GET https://me:secret@m.example/simple/uv/ failed')).toBe(
    'GET https://***@m.example/simple/uv/ failed',
  );
});
