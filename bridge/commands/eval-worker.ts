import { serveJobs } from "../eval/serve-jobs.ts";
import { evalWorld } from "../main.ts";

// The program of a sweep's worker process; what it is to do comes from its parent.
serveJobs(evalWorld);
