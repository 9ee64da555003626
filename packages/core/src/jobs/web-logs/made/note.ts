/** Where the note lies: beside the days, so that no run takes it for a log. */
export const NOTE_KEY = "logs/MADE.txt"

/** Says that the files are made, to whoever opens the folder. Of every day the same. */
export const NOTE = `MADE DATA. Nobody sent these requests.

The files under logs/ whose names begin with "made-" were made by Mapfold: invented requests to invented services, which
reference/services.csv names. The same seed makes the same files. They may be deleted at any time.
`
