/** What MuJoCo knows by a name. @throws Error that lists the names there are */
export const found = <T>(map: ReadonlyMap<string, T>, kind: string, name: string): T => {
  const value = map.get(name);
  if (value === undefined)
    throw new Error(`the world has no ${kind} "${name}"; it has ${[...map.keys()].join(", ")}`);
  return value;
};
