import { useEffect } from "preact/hooks";
import { useStore } from "../state/store.ts";
import { pageAddress, setPageAddress } from "./address-bar.ts";
import { useApp } from "./context.ts";

/** The view comes to rest before it is told. */
const REST_MS = 300;

/** Keeps the view of the scene that a person chose in the page's address, and takes the view from there. */
export const useCameraAddress = (): void => {
  const { viewer: store } = useApp();
  const viewer = useStore(store, (value) => value);
  useEffect(() => {
    if (!viewer) return undefined;
    let told = pageAddress.get().camera;
    if (told) viewer.view = told;
    let resting: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      told = viewer.viewChosen ? viewer.view : null;
      setPageAddress({ camera: told });
    };
    const undo = [
      viewer.onView(() => {
        clearTimeout(resting);
        resting = setTimeout(tell, REST_MS);
      }),
      // A link was followed that names another view.
      pageAddress.subscribe(() => {
        const { camera } = pageAddress.get();
        if (camera === told) return;
        told = camera;
        if (camera) viewer.view = camera;
      }),
    ];
    return () => {
      clearTimeout(resting);
      for (const end of undo) end();
    };
  }, [viewer]);
};
