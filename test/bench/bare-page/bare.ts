import {
  AmbientLight,
  DirectionalLight,
  DoubleSide,
  FrontSide,
  HemisphereLight,
  Mesh,
  MeshStandardMaterial,
  PCFShadowMap,
  PerspectiveCamera,
  Scene,
  WebGLRenderer,
} from "three";
import URDFLoader, { type URDFRobot } from "urdf-loader";
import type { ToPage } from "../../../bridge/protocol/index.ts";
import { isHollow, shapeGeometry } from "../../../web/src/scene/object-shapes.ts";
import { colorOf, lightPalette } from "../../../web/src/scene/palette.ts";

/*
 * What three.js alone needs to draw the same robot and the same objects from the same messages: a mesh each, placed
 * where it was measured, a picture for each display frame in which something came. No page around it.
 */
const canvas = document.querySelector("canvas") as HTMLCanvasElement;
const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
renderer.shadowMap.enabled = true;
renderer.shadowMap.type = PCFShadowMap;
renderer.setSize(innerWidth, innerHeight, false);
const scene = new Scene();
const camera = new PerspectiveCamera(38, innerWidth / innerHeight, 0.02, 40);
camera.up.set(0, 0, 1);
camera.position.set(2.2, -1.9, 1.6);
camera.lookAt(0.3, 0, 0.22);
const sun = new DirectionalLight(0xffffff, 2.1);
sun.position.set(-0.4, -1.05, 2);
sun.castShadow = true;
sun.shadow.mapSize.set(2048, 2048);
Object.assign(sun.shadow.camera, { left: -1.3, right: 1.3, top: 1.3, bottom: -1.3, near: 0.4, far: 4.5 });
scene.add(new HemisphereLight(0xffffff, 0xcfc8ba, 1.8), new AmbientLight(0xffffff, 0.15), sun);

let robot: URDFRobot | null = null;
const objects = new Map<string, Mesh>();
let frames = 0;
let scheduled = false;
Object.defineProperty(window, "codeact", { value: { frames: () => frames } });

const draw = (): void => {
  scheduled = false;
  renderer.render(scene, camera);
  frames += 1;
};

const receive = (message: ToPage): void => {
  if (message.op === "description") {
    robot = new URDFLoader().parse(message.urdf);
    robot.traverse((node) => {
      if (node instanceof Mesh) Object.assign(node, { castShadow: true, receiveShadow: true });
    });
    scene.add(robot);
  } else if (message.op === "scene") {
    for (const { name, shape, size_m, color } of message.objects) {
      const geometry = shapeGeometry(shape, size_m);
      const material = new MeshStandardMaterial({
        color: colorOf(color, lightPalette),
        vertexColors: geometry.hasAttribute("color"),
        side: isHollow(shape) ? DoubleSide : FrontSide,
      });
      const mesh = new Mesh(geometry, material);
      Object.assign(mesh, { castShadow: true, receiveShadow: true });
      objects.set(name, mesh);
      scene.add(mesh);
    }
  } else if (message.op === "robot") {
    message.joint_names.forEach((name, i) => robot?.setJointValue(name, message.positions[i] ?? 0));
    for (const { name, position, orientation } of message.objects) {
      objects.get(name)?.position.set(...position);
      objects.get(name)?.quaternion.set(...orientation);
    }
    if (!scheduled) requestAnimationFrame(draw);
    scheduled = true;
  }
};

new WebSocket(`ws://${location.host}/ws`).addEventListener("message", ({ data }) =>
  receive(JSON.parse(String(data)) as ToPage),
);
