import { isType, type Named } from "./recognise.ts";

/** Cameras of a profile by their compressed pictures, with raw ones and depth where they belong together. */
export const camerasOf = (topics: readonly Named[]): Record<string, unknown> => {
  const cameras: Record<string, unknown> = {};
  for (const { name, type } of topics) {
    if (!isType(type, "CompressedImage") || !name.endsWith("/compressed")) continue;
    const raw = name.slice(0, -"/compressed".length);
    if (/depth/i.test(raw)) continue;
    const parts = raw.split("/").filter(Boolean);
    const key = parts.filter((part) => !/^(camera|color|image.*)$/.test(part)).at(-1) ?? "camera";
    const image = (topic: string): string | null =>
      topics.find((entry) => entry.name === topic && isType(entry.type, "Image"))?.name ?? null;
    const folder = raw.slice(0, raw.lastIndexOf("/"));
    const depth =
      image(`${folder}/depth/image_raw`) ??
      image(`${folder.replace(/\/color$/, "")}/aligned_depth_to_color/image_raw`);
    cameras[Object.hasOwn(cameras, key) ? parts.join("_") : key] = { image: name, raw: image(raw), depth };
  }
  return cameras;
};
