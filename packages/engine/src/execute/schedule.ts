import {DevstackError} from '@devstack/sdk';
import {ResourcePool} from './resource-pool.ts';

/** A piece of work in a graph. Names in `needs` that are not in the graph count as done. */
export interface Task {
  readonly id: string;
  readonly needs: readonly string[];
  readonly resources: readonly string[];
  /** The longer the way behind it, the sooner it starts. */
  readonly weight: number;
  run(): Promise<void>;
}

export interface ScheduleOptions {
  readonly cpus: number;
  /** When it fires, no further task starts; those that run come to their end. */
  readonly signal?: AbortSignal;
}

/**
 * Runs tasks as soon as what they need is done and resources are free, those on the longest way first. After a failure nothing new
 * starts; what runs comes to its end. Rejects with the first failure, or DEVSTACK_ERR_INTERRUPTED.
 */
export async function runGraph(tasks: readonly Task[], options: ScheduleOptions): Promise<void> {
  const graph = new Map(tasks.map((task) => [task.id, task]));
  const open = new Map(tasks.map((task) => [task.id, task.needs.filter((need) => graph.has(need)).length]));
  const dependents = dependentsOf(tasks, graph);
  const urgency = urgencyOf(tasks, dependents, open);
  const pool = new ResourcePool(options.cpus);
  const ready = tasks.filter((task) => open.get(task.id) === 0);
  const byUrgency = (a: Task, b: Task): number => urgency.get(b.id)! - urgency.get(a.id)!;
  ready.sort(byUrgency);

  let failure: {readonly error: unknown} | undefined;
  let left = tasks.length;
  await new Promise<void>((resolve) => {
    let running = 0;
    const startReady = (): void => {
      const stopped = failure !== undefined || options.signal?.aborted === true;
      for (let index = 0; !stopped && index < ready.length; ) {
        const task = ready[index]!;
        if (!pool.tryTake(task.resources)) {
          index += 1;
          continue;
        }
        ready.splice(index, 1);
        running += 1;
        void work(task);
      }
      if (running === 0) resolve();
    };
    const work = async (task: Task): Promise<void> => {
      try {
        await task.run();
        left -= 1;
        for (const next of dependents.get(task.id) ?? []) {
          const count = open.get(next.id)! - 1;
          open.set(next.id, count);
          if (count === 0) insertSorted(ready, next, byUrgency);
        }
      } catch (error) {
        failure ??= {error};
      }
      pool.give(task.resources);
      running -= 1;
      startReady();
    };
    startReady();
  });
  if (failure !== undefined) throw failure.error;
  if (left > 0) throw new DevstackError('interrupted', {code: 'DEVSTACK_ERR_INTERRUPTED'});
}

function dependentsOf(tasks: readonly Task[], graph: ReadonlyMap<string, Task>): Map<string, Task[]> {
  const dependents = new Map<string, Task[]>();
  for (const task of tasks) {
    for (const need of task.needs) {
      if (!graph.has(need)) continue;
      const list = dependents.get(need);
      if (list === undefined) dependents.set(need, [task]);
      else list.push(task);
    }
  }
  return dependents;
}

/** The weight of the heaviest way from each task to an end. */
function urgencyOf(
  tasks: readonly Task[],
  dependents: ReadonlyMap<string, readonly Task[]>,
  open: ReadonlyMap<string, number>,
): Map<string, number> {
  const urgency = new Map<string, number>();
  for (const task of topologicalOrder(tasks, dependents, open).toReversed()) {
    const behind = (dependents.get(task.id) ?? []).map((next) => urgency.get(next.id) ?? 0);
    urgency.set(task.id, task.weight + Math.max(0, ...behind));
  }
  return urgency;
}

function topologicalOrder(
  tasks: readonly Task[],
  dependents: ReadonlyMap<string, readonly Task[]>,
  open: ReadonlyMap<string, number>,
): Task[] {
  const left = new Map(open);
  const order = tasks.filter((task) => left.get(task.id) === 0);
  for (const task of order) {
    for (const next of dependents.get(task.id) ?? []) {
      left.set(next.id, left.get(next.id)! - 1);
      if (left.get(next.id) === 0) order.push(next);
    }
  }
  return order;
}

function insertSorted(list: Task[], task: Task, compare: (a: Task, b: Task) => number): void {
  const index = list.findIndex((other) => compare(task, other) < 0);
  list.splice(index === -1 ? list.length : index, 0, task);
}
