// Runs in a lab: opens the page of a server's screen in Chromium, waits until it is connected, types a line, and prints as JSON what the page shows.
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';

const [url, picture, typed, patienceMs = '60000'] = process.argv.slice(2);
const PATIENCE_MS = Number(patienceMs);
const profile = mkdtempSync('/tmp/chromium-');
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--window-size=1000,700'];
const browser = spawn(
  'chromium',
  [...flags, `--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank'],
  {
    stdio: 'ignore',
  },
);

/** The last thing that the work gives before time is up, or the first that is good. */
async function until(work, isGood) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await work();
    if (isGood(found) || Date.now() > deadline) return found;
    await sleep(250);
  }
}

function portOf() {
  try {
    return Number(readFileSync(`${profile}/DevToolsActivePort`, 'utf8').split('\n')[0]);
  } catch {
    return undefined; // it has not written it yet
  }
}

async function connect(port) {
  const pages = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  const socket = new WebSocket(pages.find(({type}) => type === 'page').webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const waiting = new Map();
  socket.addEventListener('message', ({data}) => {
    const {id, result, error} = JSON.parse(data);
    waiting.get(id)?.(error === undefined ? result : Promise.reject(new Error(error.message)));
  });
  return (method, params = {}) =>
    new Promise((resolve) => {
      const id = waiting.size + 1;
      waiting.set(id, resolve);
      socket.send(JSON.stringify({id, method, params}));
    });
}

const LOOK = `(() => {
  const canvas = document.querySelector('canvas');
  const status = document.getElementById('status')?.textContent ?? '';
  if (canvas === null || canvas.width === 0) return {status, width: 0, height: 0, colours: 0, lit: 0};
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  let lit = 0;
  for (let at = 0; at < data.length; at += 4) {
    colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    if (data[at] + data[at + 1] + data[at + 2] > 200) lit += 1;
  }
  return {status, width: canvas.width, height: canvas.height, colours: colours.size, lit};
})()`;

try {
  const call = await connect(await until(portOf, (port) => port > 0));
  const look = async () => (await call('Runtime.evaluate', {expression: LOOK, returnByValue: true})).result.value;
  await call('Page.navigate', {url});
  const before = await until(look, ({status, lit}) => /connected/i.test(status) && lit > 0);
  await call('Runtime.evaluate', {expression: "document.querySelector('canvas')?.focus()"});
  for (const key of typed === '' ? [] : [...typed, '\r']) {
    const named = key === '\r' ? {key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: key} : {key, text: key};
    await call('Input.dispatchKeyEvent', {type: 'keyDown', ...named});
    await call('Input.dispatchKeyEvent', {type: 'keyUp', ...named});
    await sleep(50);
  }
  await sleep(1000);
  const after = await look();
  const {data} = await call('Page.captureScreenshot', {format: 'png'});
  writeFileSync(picture, Buffer.from(data, 'base64'));
  process.stdout.write(`${JSON.stringify({before, after})}\n`);
} finally {
  browser.kill('SIGKILL');
}
