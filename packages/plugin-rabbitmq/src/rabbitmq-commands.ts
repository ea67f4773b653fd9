const NODE = 'devstack@localhost';

export interface BrokerPlaces {
  readonly etc: string;
  readonly data: string;
  readonly log: string;
  readonly run: string;
  readonly nodePort: number;
  readonly schedulers: number;
}

/**
 * Erlang's own port mapper (epmd) is not started: it would outlive the broker, listen on all addresses, and a second broker of the same name
 * could not be. Both ends know the port instead. A distribution that runs from the start also saves RabbitMQ an Erlang machine that it starts
 * only to wake epmd, about a third of its time.
 */
function erlangArguments({nodePort, schedulers}: BrokerPlaces): readonly string[] {
  return [
    ...['-sname', NODE, '-start_epmd', 'false', '-erl_epmd_port', `${nodePort}`],
    ...['-kernel', 'inet_dist_listen_min', `${nodePort}`, 'inet_dist_listen_max', `${nodePort}`],
    ...['inet_dist_use_interface', '{127,0,0,1}', '+S', `${schedulers}:${schedulers}`],
  ];
}

/** The environment that `rabbitmq-server` is configured with. */
export function brokerEnvironment(places: BrokerPlaces): Readonly<Record<string, string>> {
  const {etc, data, log, run} = places;
  return {
    // Erlang keeps its cookie there.
    HOME: data,
    RABBITMQ_NODENAME: NODE,
    RABBITMQ_DIST_PORT: `${places.nodePort}`,
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: erlangArguments(places).join(' '),
    RABBITMQ_CONFIG_FILE: `${etc}/rabbitmq.conf`,
    RABBITMQ_ENABLED_PLUGINS_FILE: `${etc}/enabled_plugins`,
    RABBITMQ_MNESIA_BASE: `${data}/mnesia`,
    RABBITMQ_LOG_BASE: log,
    RABBITMQ_PID_FILE: `${run}/server.pid`,
    // Whatever /etc/rabbitmq/rabbitmq-env.conf says is meant for the distribution's broker.
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    // The script then becomes the broker, instead of a shell that waits for it.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}
