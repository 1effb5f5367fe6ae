/** The interfaces of one ROS package as their published texts, by kind and name. Sections of srv and action by `---`. */
export interface InterfacePackage {
  readonly name: string;
  readonly msg?: Readonly<Record<string, string>>;
  readonly srv?: Readonly<Record<string, string>>;
  readonly action?: Readonly<Record<string, string>>;
}
