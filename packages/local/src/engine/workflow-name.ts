/** The name of Mapfold's own machine: that of the workflow. */
export const WORKFLOW = "mapfold"
