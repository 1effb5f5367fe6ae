import { type Delivery, deliveryOf } from "./delivery.ts";
import { rosName, rosType } from "./names.ts";
import { type Id, type Participant, Refusal } from "./participant.ts";
import { FieldMismatch } from "./types/field-mismatch.ts";
import type { Interfaces } from "./types/interfaces.ts";

/** A service that the server answers itself; what it throws becomes the failure that the caller reads. */
export type LocalService = (request: Record<string, unknown>, caller: Participant) => object;

interface Service {
  readonly type: string;
  readonly provider: Participant | LocalService;
  /** The name as the provider spelt it. */
  readonly spelling: string;
}

interface Call {
  readonly caller: Participant;
  readonly callerId: Id | undefined;
  /** The name as the caller spelt it. */
  readonly spelling: string;
  readonly service: Service;
  readonly timer: NodeJS.Timeout | null;
  readonly how: Delivery | undefined;
}

interface Request {
  readonly id?: Id | undefined;
  readonly service: string;
  readonly args?: unknown;
  /** Seconds until the caller gets a failure; none when 0 or absent. */
  readonly timeout?: number | undefined;
  readonly fragment_size?: number | null | undefined;
  readonly compression?: string | undefined;
}

/** Calls of one client that may wait for an answer; more are refused. */
const MAX_WAITING_CALLS = 1000;
const MAX_SERVICES = 10_000;
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The services of the graph, and the calls that wait for an answer. */
export class Services {
  readonly #interfaces: Interfaces;
  readonly #services = new Map<string, Service>();
  readonly #calls = new Map<Id, Call>();
  readonly #waiting = new Map<Participant, number>();
  #count = 0;

  constructor(interfaces: Interfaces) {
    this.#interfaces = interfaces;
  }

  provide(name: string, type: string, service: LocalService): void {
    const key = rosName(name);
    this.#services.set(key, { type, provider: service, spelling: key });
  }

  /** A client that advertises a service of another client takes it over, as behind a real rosbridge. */
  advertise(who: Participant, name: string, type: string): void {
    const key = rosName(name);
    const service: Service = { type: rosType(type, "srv"), provider: who, spelling: name };
    const known = this.#services.get(key);
    if (known && (typeof known.provider === "function" || (known.provider.trusted && known.provider !== who)))
      throw new Refusal(`Service ${key} is provided by the simulator; advertise another name.`);
    if (!known && this.#services.size >= MAX_SERVICES)
      throw new Refusal(`There are ${MAX_SERVICES} services already. Unadvertise some first.`);
    this.#services.set(key, service);
    if (!known) return;
    this.#failCalls(known, `Service ${key} was advertised anew while the call was under way. Call it again.`);
    if (known.provider !== who)
      (known.provider as Participant).status("warning", `Service ${key} was taken over by another client.`);
  }

  unadvertise(who: Participant, name: string): void {
    const key = rosName(name);
    const service = this.#services.get(key);
    if (service?.provider !== who) throw new Refusal(`You do not provide service ${key}.`);
    this.#services.delete(key);
    this.#failCalls(service, `Service ${key} is no longer provided.`);
  }

  call(caller: Participant, request: Request): void {
    const key = rosName(request.service);
    const how = deliveryOf(request);
    const fail = (reason: string): void => answer(caller, request.id, request.service, reason, false, how);
    const service = this.#services.get(key);
    if (!service) return fail(`Service ${key} does not exist; /rosapi/services lists those that do.`);
    let args: unknown;
    try {
      args = this.#interfaces.section(service.type, "Request")(request.args);
    } catch (error) {
      if (error instanceof FieldMismatch)
        return fail(`Request of ${key} (${service.type}): ${error.message}.`);
      throw error;
    }
    if (typeof service.provider === "function")
      return this.#answerHere(caller, request, service.provider, args, how);
    const waiting = this.#waiting.get(caller) ?? 0;
    if (waiting >= MAX_WAITING_CALLS)
      return fail(`${waiting} calls of yours wait for an answer already. Wait for some of them.`);
    const id = `call_service:${key}:${++this.#count}`;
    const timeout = request.timeout ?? 0;
    const timer =
      timeout > 0
        ? setTimeout(
            () => this.#finish(id, `Service ${key} did not answer within ${timeout} s.`, false),
            Math.min(timeout * 1000, MAX_TIMER_MS),
          )
        : null;
    this.#waiting.set(caller, waiting + 1);
    this.#calls.set(id, { caller, callerId: request.id, spelling: request.service, service, timer, how });
    service.provider.deliver({ op: "call_service", id, service: service.spelling, args });
  }

  respond(who: Participant, id: Id | undefined, values: unknown, result: boolean): void {
    const call = id === undefined ? undefined : this.#calls.get(id);
    if (id === undefined || !call || call.service.provider !== who)
      // The caller may have left or given up while the answer was on its way, so this is no error.
      return who.status("warning", `No service call with id "${id}" waits for your answer.`, id);
    if (!result || who.trusted)
      return this.#finish(id, values ?? (result ? {} : "The service failed."), result);
    try {
      this.#finish(id, this.#interfaces.section(call.service.type, "Response")(values), true);
    } catch (error) {
      if (!(error instanceof FieldMismatch)) throw error;
      const reason = `Response of ${call.service.spelling} (${call.service.type}): ${error.message}.`;
      this.#finish(id, reason, false);
      throw new Refusal(reason);
    }
  }

  leave(who: Participant): void {
    for (const [name, service] of this.#services) {
      if (service.provider !== who) continue;
      this.#services.delete(name);
      this.#failCalls(service, `Service ${name} is gone: the node that provided it disconnected.`);
    }
    for (const [id, call] of this.#calls) {
      if (call.caller !== who) continue;
      if (call.timer) clearTimeout(call.timer);
      this.#calls.delete(id);
    }
    this.#waiting.delete(who);
  }

  find(name: string): { name: string; type: string; node: string } | undefined {
    const service = this.#services.get(name);
    return service && { name, type: service.type, node: nodeOf(service) };
  }

  list(): { name: string; type: string; node: string }[] {
    return [...this.#services].map(([name, service]) => ({
      name,
      type: service.type,
      node: nodeOf(service),
    }));
  }

  #answerHere(
    caller: Participant,
    { id, service }: Request,
    local: LocalService,
    args: unknown,
    how: Delivery | undefined,
  ): void {
    let values: object;
    try {
      values = local(args as Record<string, unknown>, caller);
    } catch (error) {
      return answer(caller, id, service, (error as Error).message, false, how);
    }
    answer(caller, id, service, values, true, how);
  }

  #failCalls(service: Service, reason: string): void {
    for (const [id, call] of this.#calls) if (call.service === service) this.#finish(id, reason, false);
  }

  #finish(id: Id, values: unknown, result: boolean): void {
    const call = this.#calls.get(id);
    if (!call) return;
    this.#calls.delete(id);
    if (call.timer) clearTimeout(call.timer);
    this.#waiting.set(call.caller, (this.#waiting.get(call.caller) ?? 1) - 1);
    answer(call.caller, call.callerId, call.spelling, values, result, call.how);
  }
}

const nodeOf = ({ provider }: Service): string =>
  typeof provider === "function" ? "/rosapi" : provider.name;

const answer = (
  caller: Participant,
  id: Id | undefined,
  service: string,
  values: unknown,
  result: boolean,
  how: Delivery | undefined,
): void => caller.deliver({ op: "service_response", id, service, values, result }, how);
