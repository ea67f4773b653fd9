import {definePlugin} from '@devstack/sdk';

export default definePlugin({component: {rabbitmq: async () => (await import('./rabbitmq.ts')).RabbitMq}});
