// Property tests of the suite try the same inputs in every run; the fuzzers that are run by hand take a seed.
import fc from "fast-check";

fc.configureGlobal({ seed: 20_240_501 });
