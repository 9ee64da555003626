/**
 * Flags of Node for a process in which a program runs. One that fails exits in the middle of its work, and Node may then wait for
 * ever for what V8 compiles beside it: https://github.com/nodejs/node/issues/54918
 */
export const PROGRAM_FLAGS = ["--single-threaded"]
