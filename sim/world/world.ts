import type { Vec3 } from "../../bridge/protocol/index.ts";
import { type RayBundle, RayCaster } from "../sensors/camera/ray-caster.ts";
import { type BodyContact, readContacts } from "./contact-reader.ts";
import { found } from "./indices.ts";
import { conjugate, rotate, type Transform } from "./math.ts";
import { compileModel, idOf, type MjData, type MjModel, type Mujoco } from "./mujoco.ts";
import { physicsStateRefusal, readPhysicsState, writePhysicsState } from "./physics-state.ts";
import { fingerJoints, wheelJoints } from "./robots/description.ts";
import { freeJoint, partJoint } from "./robots/mjcf.ts";
import { articulationOf, isFree, type Scene } from "./scenes/scene.ts";
import { TIMESTEP_NS, TIMESTEP_S, writeSceneMjcf } from "./scenes/scene-mjcf.ts";
import { PhysicsDiverged, type Twist, type WorldState } from "./world-state.ts";

/**
 * The simulated world. Owns every MuJoCo handle of its thread and hands out plain numbers only: a view into WASM
 * memory dies when that memory grows, so none leaves this class.
 */
export class World {
  readonly #mujoco: Mujoco;
  #scene: Scene;
  #model!: MjModel;
  #data!: MjData;
  /** Poses are computed here, so that looking at the world cannot change how it goes on. */
  #mirror!: MjData;
  #mirrorFresh = false;
  #steps = 0;
  #revision = 0;
  #qpos!: Float64Array;
  #qvel!: Float64Array;
  #ctrl!: Float64Array;
  readonly #joints = new Map<string, { qpos: number; qvel: number }>();
  readonly #bodies = new Map<string, number>();
  readonly #actuators = new Map<string, number>();
  #wristForce = 0;
  #wristTorque = 0;
  #rayCaster: RayCaster | null = null;

  /** Compiles the scene, with an arm at home and a gripper open. */
  constructor(mujoco: Mujoco, scene: Scene) {
    this.#mujoco = mujoco;
    this.#scene = scene;
    this.#compile(scene);
    const { robot } = scene;
    robot.servos.forEach((servo, index) => {
      const angle = robot.home[index] ?? 0;
      this.#qpos[this.#joint(servo.joint).qpos] = angle;
      this.setTarget(servo.joint, angle);
    });
    for (const { name, limit } of fingerJoints(robot)) {
      this.#qpos[this.#joint(name).qpos] = limit.upper;
      this.setTarget("gripper", limit.upper);
    }
    this.#mujoco.mj_forward(this.#model, this.#data);
  }

  get scene(): Scene {
    return this.#scene;
  }

  /** Steps of 2 ms since the start. */
  get steps(): number {
    return this.#steps;
  }

  get timeNs(): bigint {
    return BigInt(this.#steps) * BigInt(TIMESTEP_NS);
  }

  get timeS(): number {
    return (this.#steps * TIMESTEP_NS) / 1e9;
  }

  /** Changes whenever anything may have moved. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Goes on by one step.
   *
   * @throws PhysicsDiverged when the state was lost; `restore` one or build a new world before going on
   */
  step(): void {
    const before = this.#data.time;
    this.#mujoco.mj_step(this.#model, this.#data);
    if (!(this.#data.time > before)) throw new PhysicsDiverged("the physics became unstable");
    this.#steps += 1;
    this.#changed();
  }

  position(joint: string): number {
    return this.#live(this.#qpos)[this.#joint(joint).qpos] ?? Number.NaN;
  }

  velocity(joint: string): number {
    return this.#live(this.#qvel)[this.#joint(joint).qvel] ?? Number.NaN;
  }

  /** Force of a servo or wheel (N m) or of the gripper's drive (N). */
  force(actuator: string): number {
    return this.#data.actuator_force[this.#actuator(actuator)];
  }

  /** Where a servo (radians) or the gripper's drive (metres a finger) is to go; how fast a wheel is to turn (rad/s). */
  setTarget(actuator: string, value: number): void {
    this.#live(this.#ctrl)[this.#actuator(actuator)] = value;
  }

  /** Velocity error that a servo answers like one unit of position error: its damping over its stiffness, seconds. */
  servoLag(actuator: string): number {
    const index = this.#actuator(actuator);
    const { actuator_biasprm: bias, actuator_gainprm: gain, nu } = this.#model;
    const stride = bias.length / nu;
    const joint = this.#joints.get(actuator);
    const passive = joint ? this.#model.dof_damping[joint.qvel] : 0;
    return (-bias[index * stride + 2] + passive) / gain[index * (gain.length / nu)];
  }

  /** What bounds the force of the gripper's drive, newtons. */
  get gripperForce(): number {
    return this.#model.actuator_forcerange[2 * this.#actuator("gripper") + 1];
  }

  /** Bounds the force of the gripper's drive, newtons. */
  setGripperForce(newtons: number): void {
    const index = this.#actuator("gripper");
    this.#model.actuator_forcerange[2 * index] = -newtons;
    this.#model.actuator_forcerange[2 * index + 1] = newtons;
  }

  /** Pose of a link or object in the scene's frame. */
  pose(body: string): Transform {
    this.#refreshMirror();
    const index = this.#body(body);
    const [p, q] = [this.#mirror.xpos, this.#mirror.xquat];
    return {
      position: [p[3 * index], p[3 * index + 1], p[3 * index + 2]],
      orientation: [q[4 * index + 1], q[4 * index + 2], q[4 * index + 3], q[4 * index]],
    };
  }

  /** Of an object, or of the root link of a robot on wheels; what is mounted counts as standing. */
  twist(body: string): Twist {
    if (!this.#joints.has(freeJoint(body)) && this.#bodies.has(body))
      return { linear: [0, 0, 0], angular: [0, 0, 0] };
    const { qvel } = this.#joint(freeJoint(body));
    const v = this.#live(this.#qvel);
    const vec = (from: number): Vec3 => [v[from] ?? 0, v[from + 1] ?? 0, v[from + 2] ?? 0];
    // MuJoCo gives a free body's angular velocity in its own frame; turn it into the scene's.
    return { linear: vec(qvel), angular: rotate(this.pose(body).orientation, vec(qvel + 3)) };
  }

  /** How far a drawer or a door is open, metres or radians. */
  opening(part: string): number {
    return this.position(partJoint(part));
  }

  /** Puts a drawer or a door somewhere, and to rest. */
  setOpening(part: string, opening: number): void {
    const { qpos, qvel } = this.#joint(partJoint(part));
    this.#live(this.#qpos)[qpos] = opening;
    this.#live(this.#qvel)[qvel] = 0;
    this.#disturbed();
  }

  /** Puts a free object somewhere, and to rest. */
  setPose(object: string, { position, orientation }: Transform): void {
    const { qpos, qvel } = this.#joint(freeJoint(object));
    const [x, y, z, w] = orientation;
    this.#live(this.#qpos).set([...position, w, x, y, z], qpos);
    this.#live(this.#qvel).fill(0, qvel, qvel + 6);
    this.#disturbed();
  }

  setTwist(object: string, { linear, angular }: Twist): void {
    const { qvel } = this.#joint(freeJoint(object));
    const local = rotate(conjugate(this.pose(object).orientation), angular);
    this.#live(this.#qvel).set([...linear, ...local], qvel);
    this.#disturbed();
  }

  /** Force (N) and torque (N m) that the hand passes on to the wrist, in the wrist link's frame, weight included. */
  wristLoad(): { force: Vec3; torque: Vec3 } {
    const s = this.#data.sensordata;
    const read = (at: number): Vec3 => [s[at], s[at + 1], s[at + 2]];
    return { force: read(this.#wristForce), torque: read(this.#wristTorque) };
  }

  /**
   * What touches what now, with the forces between. Computed beside the world, where nothing sleeps: what lies still
   * touches, too.
   *
   * @param trial a drawer or door as if it were open so far
   */
  contacts(trial: { readonly part: string; readonly opening: number } | null = null): BodyContact[] {
    this.#refreshMirror();
    const [mirror, model] = [this.#mirror, this.#model];
    if (trial) {
      mirror.qpos[this.#joint(partJoint(trial.part)).qpos] = trial.opening;
      this.#mirrorFresh = false;
    }
    mirror.qvel.set(this.#live(this.#qvel));
    mirror.ctrl.set(this.#live(this.#ctrl));
    // What keeps a grasp from creeping costs more than all the rest, and tells nothing here.
    const noslip = model.opt.noslip_iterations;
    model.opt.noslip_iterations = 0;
    this.#mujoco.mj_forward(model, mirror);
    model.opt.noslip_iterations = noslip;
    const names = new Map([...this.#bodies].map(([name, body]) => [body, name]));
    const fixed = this.#scene.furniture.filter(({ role }) => role === "solid");
    const bodyOf: Int32Array = model.geom_bodyid;
    return readContacts(this.#mujoco, model, mirror, {
      isWorld: (geom) => bodyOf[geom] === 0,
      nameOf: (geom) => names.get(bodyOf[geom] ?? -1) ?? fixed[geom]?.name ?? "world",
    });
  }

  /** What rays from a point of the scene's frame meet, looking through one body. */
  castRays(from: Vec3, bundle: RayBundle, through: string): void {
    this.#refreshMirror();
    // The ray caster finds its shapes by the bodies' mass centres' frames.
    this.#mujoco.mj_comPos(this.#model, this.#mirror);
    if (this.#rayCaster?.piece !== bundle.count) {
      this.#rayCaster?.close();
      this.#rayCaster = new RayCaster(this.#mujoco, bundle.count);
    }
    this.#rayCaster.cast(this.#model, this.#mirror, from, bundle, this.#body(through));
  }

  /** Positions of all joints, in the order of the visual model of the same scene. */
  snapshot(): Float64Array {
    return this.#live(this.#qpos).slice();
  }

  save(): WorldState {
    return { ...readPhysicsState(this.#mujoco, this.#model, this.#data), steps: this.#steps };
  }

  /** Why a state that came from outside cannot be restored; null when it can. */
  stateRefusal(state: WorldState): string | null {
    return physicsStateRefusal(this.#mujoco, this.#model, this.#data, state);
  }

  /** Goes back to a saved state of the same set of objects; from there it goes on as it did then, bit by bit. */
  restore(state: WorldState): void {
    writePhysicsState(this.#mujoco, this.#model, this.#data, state);
    this.#steps = state.steps;
    this.#fetchViews();
    this.#changed();
  }

  /** Sets the clock, in steps since the start; nothing moves. */
  setSteps(steps: number): void {
    this.#steps = steps;
    this.#data.time = steps * TIMESTEP_S;
    this.#changed();
  }

  /** Another set of objects; whatever exists in both goes on as it was. */
  replaceScene(scene: Scene): void {
    const freeJoints = new Set(this.#freeBodies().map(freeJoint));
    const kept = [...this.#joints].map(([name, at]) => {
      const free = freeJoints.has(name);
      const positions = this.#live(this.#qpos).slice(at.qpos, at.qpos + (free ? 7 : 1));
      return { name, positions, velocities: this.#live(this.#qvel).slice(at.qvel, at.qvel + (free ? 6 : 1)) };
    });
    const targets = this.#live(this.#ctrl).slice();
    const forceRange = Float64Array.from(this.#model.actuator_forcerange as Float64Array);
    this.#free();
    this.#compile(scene);
    for (const { name, positions, velocities } of kept) {
      const at = this.#joints.get(name);
      if (!at) continue;
      this.#qpos.set(positions, at.qpos);
      this.#qvel.set(velocities, at.qvel);
    }
    this.#ctrl.set(targets);
    this.#model.actuator_forcerange.set(forceRange);
    this.#data.time = this.timeS;
    this.#disturbed();
  }

  /** Lets everything come to rest that moves freely. */
  settle(): void {
    const free = this.#freeBodies();
    for (let step = 0; step < 2000; step++) {
      this.step();
      if (step > 100 && step % 50 === 0 && free.every((body) => this.#isAtRest(body))) return;
    }
  }

  close(): void {
    this.#rayCaster?.close();
    this.#free();
  }

  #isAtRest(body: string): boolean {
    const { qvel } = this.#joint(freeJoint(body));
    return this.#live(this.#qvel)
      .subarray(qvel, qvel + 6)
      .every((v) => Math.abs(v) < 1e-3);
  }

  /** Objects, and the root link of a robot on wheels. */
  #freeBodies({ robot, objects } = this.#scene): string[] {
    return [
      ...(robot.mount === "free" ? [robot.rootLink] : []),
      ...objects.filter(isFree).map(({ model }) => model.name),
    ];
  }

  #compile(scene: Scene): void {
    const { model, data } = compileModel(this.#mujoco, writeSceneMjcf(scene, "collision"));
    this.#scene = scene;
    this.#model = model;
    this.#data = data;
    this.#mirror = new this.#mujoco.MjData(model);
    this.#fetchViews();
    this.#index(scene);
    this.#changed();
  }

  #index(scene: Scene): void {
    for (const map of [this.#joints, this.#bodies, this.#actuators]) map.clear();
    const id = (kind: Parameters<typeof idOf>[2], name: string): number =>
      idOf(this.#mujoco, this.#model, kind, name);
    const { robot } = scene;
    const moving = robot.joints.filter(({ type }) => type !== "fixed").map(({ name }) => name);
    const parts = scene.objects
      .filter((placed) => articulationOf(placed))
      .map(({ model }) => partJoint(model.name));
    for (const name of [...moving, ...this.#freeBodies(scene).map(freeJoint), ...parts]) {
      const joint = id("joint", name);
      this.#joints.set(name, { qpos: this.#model.jnt_qposadr[joint], qvel: this.#model.jnt_dofadr[joint] });
    }
    for (const { name } of [...robot.links, ...scene.objects.map(({ model }) => model)]) {
      this.#bodies.set(name, id("body", name));
    }
    const drives = [...robot.servos.map(({ joint }) => joint), ...wheelJoints(robot)];
    for (const name of robot.gripper ? [...drives, "gripper"] : drives)
      this.#actuators.set(name, id("actuator", name));
    if (!robot.wristLink) return;
    this.#wristForce = this.#model.sensor_adr[id("sensor", "wrist_force")];
    this.#wristTorque = this.#model.sensor_adr[id("sensor", "wrist_torque")];
  }

  #free(): void {
    for (const handle of [this.#mirror, this.#data, this.#model]) handle.delete();
  }

  #fetchViews(): void {
    this.#qpos = this.#data.qpos;
    this.#qvel = this.#data.qvel;
    this.#ctrl = this.#data.ctrl;
  }

  /** The view, fetched anew if WASM memory grew under it. */
  #live(view: Float64Array): Float64Array {
    if (view.length > 0) return view;
    const which = view === this.#qpos ? "qpos" : view === this.#qvel ? "qvel" : "ctrl";
    this.#fetchViews();
    return this.#data[which];
  }

  #changed(): void {
    this.#mirrorFresh = false;
    this.#revision += 1;
  }

  /** After a change from outside; MuJoCo itself wakes what was moved, and what leant on it. */
  #disturbed(): void {
    this.#mujoco.mj_forward(this.#model, this.#data);
    this.#changed();
  }

  #refreshMirror(): void {
    if (this.#mirrorFresh) return;
    this.#mirror.qpos.set(this.#live(this.#qpos));
    this.#mujoco.mj_kinematics(this.#model, this.#mirror);
    this.#mirrorFresh = true;
  }

  #joint(name: string): { qpos: number; qvel: number } {
    return found(this.#joints, "joint", name);
  }

  #body(name: string): number {
    return found(this.#bodies, "body", name);
  }

  #actuator(name: string): number {
    return found(this.#actuators, "actuator", name);
  }
}
