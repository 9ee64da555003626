// The function file of the endpoints that stand for AWS: what is deployed as a Lambda function, by the name it is called by.

export { handler as copy } from "@mapfold/functions/lambda/copy"
