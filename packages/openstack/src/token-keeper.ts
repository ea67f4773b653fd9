import {DevstackError, type Http, type HttpRequest, type HttpResponse} from '@devstack/sdk';
import {type Credentials, identityUrl} from './credentials.ts';
import {sendUntilReady} from './send-until-ready.ts';
import {serviceError} from './service-error.ts';
import {passwordRequest, readToken, type Token, type TokenAnswer, tokenRequest} from './token.ts';

const PATIENCE_MS = 30_000;
const PATH = '/v3/auth/tokens';
const QUESTION = {service: 'identity', method: 'POST', path: PATH};

/** The token of some credentials: fetched when it is first needed, and again before it ends or when it is refused. */
export class TokenKeeper {
  readonly #http: Http;
  readonly #credentials: Credentials;
  #token: Promise<Token> | undefined;

  constructor(http: Http, credentials: Credentials) {
    this.#http = http;
    this.#credentials = credentials;
  }

  async current(): Promise<Token> {
    const token = await this.#shared();
    return Date.now() < token.renewAtMs ? token : this.renew(token);
  }

  /** Only the first who finds the token unusable fetches another. */
  async renew(old: Token): Promise<Token> {
    if ((await this.#shared()) === old) this.#token = undefined;
    return this.#shared();
  }

  async isPassword(username: string, password: string): Promise<boolean> {
    const {userDomainId} = this.#credentials;
    const person = {username, password, ...(userDomainId === undefined ? {} : {userDomainId})};
    const response = await this.#post(passwordRequest(person));
    const body = await response.text();
    if (response.status === 401) return false;
    if (response.status === 201) return true;
    throw serviceError(QUESTION, response, body, [password]);
  }

  /** Everybody who asks at the same time waits for the same request; one that failed is forgotten. */
  #shared(): Promise<Token> {
    this.#token ??= this.#signIn().catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    return this.#token;
  }

  async #signIn(): Promise<Token> {
    const response = await this.#post(tokenRequest(this.#credentials));
    if (response.status !== 201) return this.#refused(response);
    const answer = (await response.json()) as TokenAnswer;
    return readToken(response.headers['x-subject-token'] ?? '', answer, Date.now());
  }

  async #refused(response: HttpResponse): Promise<never> {
    const {username, projectName, password} = this.#credentials;
    const cause = serviceError(QUESTION, response, await response.text(), [password]);
    throw new DevstackError(`cannot sign in as ${username} in project ${projectName}: ${cause.message}`, {
      code: 'DEVSTACK_ERR_COMMAND',
      suggestions: ['`devstack env` prints the user and password that this cloud was made with', ...cause.suggestions],
    });
  }

  #post(body: object): Promise<HttpResponse> {
    const makeRequest = (): HttpRequest => ({
      method: 'POST',
      headers: {accept: 'application/json', 'content-type': 'application/json'},
      body: JSON.stringify(body),
    });
    const deadlineMs = Date.now() + PATIENCE_MS;
    return sendUntilReady(this.#http, identityUrl(this.#credentials) + PATH, makeRequest, {deadlineMs});
  }
}
