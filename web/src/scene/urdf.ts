import type { Material, Object3D } from "three";
import URDFLoader, { type URDFRobot } from "urdf-loader";

/** Hands over the mesh of an address as soon as it is there; never when it cannot be had. */
export type LoadMesh = (url: string, material: Material, done: (mesh: Object3D) => void) => void;

/** @throws Error when the text is no URDF */
export const readUrdf = (urdf: string): Document => {
  const document = new DOMParser().parseFromString(urdf, "text/xml");
  const broken = document.querySelector("parsererror");
  if (broken || !document.querySelector("robot > link"))
    throw new Error(
      `The robot description is no URDF: ${broken?.textContent?.slice(0, 120) ?? "it has no link"}.`,
    );
  // Pictures on surfaces would be fetched from wherever the description says.
  for (const texture of document.querySelectorAll("material > texture")) texture.remove();
  return document;
};

/** The robot's links and joints; meshes follow as they arrive. */
export const buildRobot = (document: Document, loadMesh: LoadMesh): URDFRobot => {
  const loader = new URDFLoader();
  // The address stays as the URDF spells it: who loads it decides what it means.
  loader.packages = (name: string) => `package://${name}`;
  loader.loadMeshCb = (url, _manager, material, done) => loadMesh(url, material, done);
  return loader.parse(document);
};
