import { Color, DoubleSide, Mesh, PlaneGeometry, ShaderMaterial, Vector2 } from "three";

const vertexShader = `
  varying vec2 metres;
  void main() {
    metres = (modelMatrix * vec4(position, 1.0)).xy;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }
`;

/* Lines of constant width on the screen, faded with distance so that they never shimmer at the horizon. */
const fragmentShader = `
  varying vec2 metres;
  uniform vec3 color;
  uniform vec2 center;
  uniform float minor;
  uniform float major;
  uniform float fade;
  uniform float strength;
  float lines(float spacing, float width) {
    vec2 at = metres / spacing;
    vec2 slope = fwidth(at);
    vec2 near = abs(fract(at - 0.5) - 0.5) / max(slope, 1e-6);
    float drawn = 1.0 - min(min(near.x, near.y) / width, 1.0);
    return drawn * (1.0 - smoothstep(0.25, 0.6, max(slope.x, slope.y)));
  }
  void main() {
    float line = max(lines(minor, 1.0) * 0.35, lines(major, 1.3));
    float far = 1.0 - smoothstep(fade * 0.35, fade, distance(metres, center));
    gl_FragColor = vec4(color, line * far * strength);
    if (gl_FragColor.a < 0.004) discard;
  }
`;

export interface GridOptions {
  /** Extent along x and y, metres. */
  readonly size: readonly [number, number];
  readonly center: readonly [number, number];
  /** Distance between thin lines and between thick ones, metres. */
  readonly minor: number;
  readonly major: number;
  /** Distance from the centre at which it has vanished, metres. */
  readonly fade: number;
  readonly strength: number;
}

/** A metre grid in the plane z = 0 of its parent. */
export class Grid extends Mesh<PlaneGeometry, ShaderMaterial> {
  readonly #color: Color;

  constructor({ size, center, minor, major, fade, strength }: GridOptions) {
    const shown = new Color();
    const material = new ShaderMaterial({
      vertexShader,
      fragmentShader,
      transparent: true,
      depthWrite: false,
      side: DoubleSide,
      uniforms: {
        color: { value: shown },
        center: { value: new Vector2(...center) },
        minor: { value: minor },
        major: { value: major },
        fade: { value: fade },
        strength: { value: strength },
      },
    });
    super(new PlaneGeometry(...size), material);
    this.#color = shown;
    this.position.set(center[0], center[1], 0);
  }

  setColor(color: number): void {
    this.#color.set(color);
  }
}
