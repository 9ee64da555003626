/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app() {
    return { name: "mapfold", home: "aws" }
  },
  async run() {
    return {}
  },
})
