/** Where the bridge serves a mesh, and what it is. */
export interface MeshAddress {
  readonly path: string;
  readonly kind: "stl" | "dae" | "obj";
}

const kinds = ["stl", "dae", "obj"] as const;

/**
 * What an address of a mesh in a URDF means: a file of a package that the bridge serves, or why it is not read.
 * `package://NAME/path` and `model://NAME/path` name the package; of a `file://` path it is the folder under `share`,
 * as ROS installs packages.
 */
export const meshAddress = (url: string): MeshAddress | { readonly refusal: string } => {
  const kind = kinds.find((ending) => url.toLowerCase().endsWith(`.${ending}`));
  if (!kind) return { refusal: "this page reads meshes of STL, DAE and OBJ files" };
  const found =
    /^(?:package|model):\/\/([^/]+)\/(.+)$/.exec(url) ?? /^file:\/\/\/?.*?\/share\/([^/]+)\/(.+)$/.exec(url);
  const [, name, file] = found ?? [];
  if (name === undefined || file === undefined)
    return {
      refusal: /^https?:/i.test(url)
        ? "other servers are not asked; serve a copy of it with start --meshes PACKAGE=FOLDER and a package:// address"
        : "it is in no package; give it a package:// address and start with --meshes PACKAGE=FOLDER",
    };
  const path = file.split("/").filter((part) => part !== "" && part !== ".");
  if (path.includes("..")) return { refusal: "its path leads out of its package" };
  return { kind, path: `/api/meshes/${[name, ...path].map(encodeURIComponent).join("/")}` };
};
