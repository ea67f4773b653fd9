/** What can be written to the trace, shown in a plan and sent to another machine. */
export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json | undefined};

/** An object of JSON. A property that is undefined is not there. */
export type JsonObject = {readonly [key: string]: Json | undefined};
