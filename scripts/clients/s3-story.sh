#!/usr/bin/env bash
# Drives an S3 endpoint with the clients that people have (AWS CLI, s3cmd, boto3, curl), as a person would: makes buckets,
# syncs a folder in, lists, copies out, sends parts, presigns, removes. Ends with 1 at the first answer that is not the right
# one. Needs Debian's awscli, s3cmd, python3-boto3 and curl.
#
#   scripts/clients/s3-story.sh http://127.0.0.1:9000 [access-key [secret-key]]
set -euo pipefail

endpoint=${1:?the address of the endpoint, as http://127.0.0.1:9000}
access=${2:-mapfold}
secret=${3:-mapfold}
work=$(mktemp -d "${TMPDIR:-/tmp}/mapfold-s3-story-XXXXXX")
trap 'rm -rf "$work"' EXIT
name=story-$$-$RANDOM

export AWS_ACCESS_KEY_ID=$access AWS_SECRET_ACCESS_KEY=$secret AWS_DEFAULT_REGION=us-east-1
export AWS_EC2_METADATA_DISABLED=true AWS_PAGER= AWS_CONFIG_FILE=$work/aws.conf AWS_SHARED_CREDENTIALS_FILE=$work/none
# In us-east-1 the CLI would presign by signature version 2, which AWS itself takes in old buckets alone.
cat > "$AWS_CONFIG_FILE" <<CONF
[default]
s3 =
  signature_version = s3v4
  addressing_style = path
  multipart_threshold = 8MB
  multipart_chunksize = 5MB
CONF

fail() {
  echo "s3-story: $*" >&2
  exit 1
}
same() { # same <what> <expected> <found>
  [ "$2" = "$3" ] || fail "$1: expected
$2
and found
$3"
  echo "ok   $1"
}
refused() { # refused <code> <command…>
  local code=$1 said
  shift
  if said=$("$@" 2>&1); then fail "$* was not refused"; fi
  case $said in
    *"$code"*) echo "ok   $code: ${*:1:6}" ;;
    *) fail "$*: expected $code and found $said" ;;
  esac
}

# A folder with names that are awkward, and an object of several parts.
mkdir -p "$work/in/deep/er" "$work/in/empty-name"
printf 'one\n' > "$work/in/one.csv"
printf 'two\n' > "$work/in/deep/two words + plus & more.csv"
printf 'three\n' > "$work/in/deep/er/drei-ü-😀.csv"
printf 'percent\n' > "$work/in/deep/100%.csv"
: > "$work/in/empty-name/empty"
head -c 20000000 /dev/urandom > "$work/large.bin"

echo "--- AWS CLI"
cli() { aws --endpoint-url "$endpoint" "$@"; }
bucket=$name-cli
cli s3 mb "s3://$bucket" > /dev/null
refused BucketAlreadyOwnedByYou cli s3api create-bucket --bucket "$bucket"
cli s3 sync --only-show-errors "$work/in" "s3://$bucket/in"
same "sync sends nothing twice" "" "$(cli s3 sync --no-progress "$work/in" "s3://$bucket/in")"
same "ls --recursive" "$(cd "$work" && find in -type f | LC_ALL=C sort)" \
  "$(cli s3 ls "s3://$bucket/in" --recursive | sed -E 's/^[0-9-]+ [0-9:]+ +[0-9]+ //')"
same "ls of one level" "PRE deep/,PRE empty-name/,4 one.csv" \
  "$(cli s3 ls "s3://$bucket/in/" | sed -E 's/^ +//; s/^[0-9-]+ [0-9:]+ +//' | paste -sd, -)"
cli s3 cp --only-show-errors --recursive "s3://$bucket/in" "$work/out"
same "what is copied out is what went in" "" "$(diff -r "$work/in" "$work/out")"
cli s3 cp --only-show-errors "$work/large.bin" "s3://$bucket/large.bin" --metadata colour=blue --content-type x/y
cli s3 cp --only-show-errors "s3://$bucket/large.bin" "$work/large.out"
same "20 MB in parts" "" "$(cmp "$work/large.bin" "$work/large.out")"
same "head-object" "20000000 x/y blue -4" \
  "$(cli s3api head-object --bucket "$bucket" --key large.bin --output text \
    --query "join(' ', [to_string(ContentLength), ContentType, Metadata.colour])") $(cli s3api head-object --bucket "$bucket" --key large.bin --query ETag --output text | grep -o -- '-[0-9]*')"
cli s3 cp --only-show-errors "s3://$bucket/large.bin" "s3://$bucket/copy/large.bin"
cli s3 cp --only-show-errors "s3://$bucket/copy/large.bin" - | cmp - "$work/large.bin" || fail "a copy of parts differs"
cli s3 mv --only-show-errors "s3://$bucket/in/one.csv" "s3://$bucket/moved.csv"
same "mv" "one" "$(cli s3 cp --only-show-errors "s3://$bucket/moved.csv" -)"
same "a range" "ne" "$(cli s3api get-object --bucket "$bucket" --key moved.csv --range bytes=1-2 "$work/range" > /dev/null; cat "$work/range")"
for algorithm in CRC32 SHA1 SHA256; do
  cli s3api put-object --bucket "$bucket" --key "$algorithm" --body "$work/in/one.csv" --checksum-algorithm $algorithm > "$work/put.json"
  same "checksum $algorithm" \
    "$(python3 -c 'import json, sys; print([v for k, v in json.load(open(sys.argv[1])).items() if k.startswith("Checksum") and k != "ChecksumType"][0])' "$work/put.json")" \
    "$(cli s3api head-object --bucket "$bucket" --key $algorithm --checksum-mode ENABLED --query "Checksum$algorithm" --output text)"
done
same "get-object-attributes" "4" "$(cli s3api get-object-attributes --bucket "$bucket" --key SHA256 --object-attributes ETag ObjectSize --query ObjectSize)"
cli s3api put-object-tagging --bucket "$bucket" --key SHA1 --tagging 'TagSet=[{Key=a,Value=b c}]'
same "tags" "b c" "$(cli s3api get-object-tagging --bucket "$bucket" --key SHA1 --query 'TagSet[0].Value' --output text)"
same "presign and curl" "one" "$(curl -fsS "$(cli s3 presign "s3://$bucket/moved.csv")")"
same "presign expires" "403" "$(url=$(cli s3 presign --expires-in 1 "s3://$bucket/moved.csv"); sleep 2; curl -s -o /dev/null -w '%{http_code}' "$url")"
same "nobody is let in unsigned" "403" "$(curl -s -o /dev/null -w '%{http_code}' "$endpoint/$bucket/moved.csv")"
same "a name of another machine is refused" "403" "$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: example.com' "$endpoint/")"
same "pages of two" "$(cli s3api list-objects-v2 --bucket "$bucket" --query 'Contents[].Key' --output json)" \
  "$(cli s3api list-objects-v2 --bucket "$bucket" --page-size 2 --query 'Contents[].Key' --output json)"
upload=$(cli s3api create-multipart-upload --bucket "$bucket" --key left --query UploadId --output text)
same "list-multipart-uploads" "$upload" "$(cli s3api list-multipart-uploads --bucket "$bucket" --query 'Uploads[0].UploadId' --output text)"
cli s3api upload-part --bucket "$bucket" --key left --upload-id "$upload" --part-number 3 --body "$work/in/one.csv" > /dev/null
same "list-parts" "3 4" "$(cli s3api list-parts --bucket "$bucket" --key left --upload-id "$upload" --query "Parts[0].[PartNumber, Size]" --output text | tr '\t' ' ')"
cli s3api abort-multipart-upload --bucket "$bucket" --key left --upload-id "$upload"
refused NoSuchUpload cli s3api list-parts --bucket "$bucket" --key left --upload-id "$upload"
refused 404 cli s3api head-object --bucket "$bucket" --key nothing
refused NoSuchKey cli s3api get-object --bucket "$bucket" --key nothing "$work/nothing"
refused NoSuchBucket cli s3api list-objects-v2 --bucket "$name-nowhere"
refused NotImplemented cli s3api get-bucket-acl --bucket "$bucket"
refused BucketNotEmpty cli s3 rb "s3://$bucket"
cli s3 rm --only-show-errors --recursive "s3://$bucket/copy"
cli s3 rb --force "s3://$bucket" > /dev/null
refused NoSuchBucket cli s3 ls "s3://$bucket"

echo "--- s3cmd"
hosted=${endpoint#*://}
cmd() {
  s3cmd --config=/dev/null --access_key="$access" --secret_key="$secret" --host="$hosted" --host-bucket="$hosted" \
    --no-ssl --no-progress "$@"
}
quietly() { "$@" > "$work/said" || fail "$*: $(cat "$work/said")"; }
bucket=$name-cmd
quietly cmd mb "s3://$bucket"
quietly cmd sync "$work/in/" "s3://$bucket/in/"
same "ls --recursive" "5" "$(cmd ls --recursive "s3://$bucket" | wc -l | tr -d ' ')"
same "ls of one level" "2" "$(cmd ls "s3://$bucket/in/" | grep -c DIR)"
mkdir "$work/cmd-out"
quietly cmd get --recursive "s3://$bucket/in/" "$work/cmd-out/"
same "what is copied out is what went in" "" "$(diff -r "$work/in" "$work/cmd-out")"
quietly cmd put --multipart-chunk-size-mb=5 --add-header=x-amz-meta-colour:blue "$work/large.bin" "s3://$bucket/large.bin"
quietly cmd get "s3://$bucket/large.bin" "$work/large.cmd"
same "20 MB in parts" "" "$(cmp "$work/large.bin" "$work/large.cmd")"
quietly cmd cp "s3://$bucket/in/one.csv" "s3://$bucket/copied.csv"
quietly cmd mv "s3://$bucket/copied.csv" "s3://$bucket/moved.csv"
quietly cmd get "s3://$bucket/moved.csv" "$work/moved.csv"
same "cp and mv" "one" "$(cat "$work/moved.csv")"
same "sync sends nothing twice" "0" "$(cmd sync "$work/in/" "s3://$bucket/in/" | grep -c "^upload" || true)"
same "signurl is version 2, and refused" "400" "$(curl -s -o /dev/null -w '%{http_code}' "$(cmd signurl "s3://$bucket/moved.csv" +60)")"
quietly cmd del "s3://$bucket/moved.csv"
quietly cmd del --recursive --force "s3://$bucket"
same "del --recursive" "" "$(cmd ls --recursive "s3://$bucket")"
quietly cmd rb "s3://$bucket"

echo "--- boto3"
python3 - "$endpoint" "$name-boto" "$work/large.bin" <<'PYTHON'
import base64, datetime, hashlib, io, sys, urllib.error, urllib.request, zlib
import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, bucket, large = sys.argv[1:]
s3 = boto3.client("s3", endpoint_url=endpoint, config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))

def same(what, expected, found):
    if expected != found:
        sys.exit(f"s3-story: {what}: expected {expected!r} and found {found!r}")
    print(f"ok   {what}")

def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return same(f"{code}: {error.operation_name}", code, error.response["Error"]["Code"])
    sys.exit(f"s3-story: {call.__name__} was not refused")

s3.create_bucket(Bucket=bucket)
same("list_buckets", True, bucket in [each["Name"] for each in s3.list_buckets()["Buckets"]])
body = open(large, "rb").read()
config = TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=5 << 20, max_concurrency=4)
s3.upload_fileobj(io.BytesIO(body), bucket, "large", Config=config, ExtraArgs={"ChecksumAlgorithm": "SHA256"})
found = io.BytesIO()
s3.download_fileobj(bucket, "large", found, Config=config)
same("upload_fileobj and download_fileobj", hashlib.md5(body).digest(), hashlib.md5(found.getvalue()).digest())
parts = [hashlib.sha256(body[at : at + (5 << 20)]).digest() for at in range(0, len(body), 5 << 20)]
head = s3.head_object(Bucket=bucket, Key="large", ChecksumMode="ENABLED")
composite = base64.b64encode(hashlib.sha256(b"".join(parts)).digest()).decode() + f"-{len(parts)}"
same("the checksum of the parts", composite, head["ChecksumSHA256"])
md5 = hashlib.md5(b"".join(hashlib.md5(body[at : at + (5 << 20)]).digest() for at in range(0, len(body), 5 << 20)))
same("the ETag of the parts", f'"{md5.hexdigest()}-{len(parts)}"', head["ETag"])

upload = {"Bucket": bucket, "Key": "summed", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="summed", ChecksumAlgorithm="SHA256")["UploadId"]}
sums, named = [], []
for number, part in enumerate([body[: 5 << 20], b"text"], 1):
    sent = s3.upload_part(**upload, PartNumber=number, Body=part, ChecksumAlgorithm="SHA256")
    sums.append(hashlib.sha256(part).digest())
    named.append({"PartNumber": number, "ETag": sent["ETag"], "ChecksumSHA256": sent["ChecksumSHA256"]})
whole = base64.b64encode(hashlib.sha256(b"".join(sums)).digest()).decode() + "-2"
refused("BadDigest", s3.complete_multipart_upload, **upload, MultipartUpload={"Parts": named}, ChecksumSHA256=base64.b64encode(b"x" * 32).decode() + "-2")
done = s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": named}, ChecksumSHA256=whole)
same("an upload completed with its checksum", whole, done["ChecksumSHA256"])
upload["UploadId"] = s3.create_multipart_upload(Bucket=bucket, Key="summed")["UploadId"]
refused("InvalidArgument", s3.upload_part_copy, **upload, PartNumber=1, CopySource={"Bucket": bucket, "Key": "summed"}, CopySourceRange="bytes=0-9999999")
s3.abort_multipart_upload(**upload)

for algorithm, digest in {
    "CRC32": zlib.crc32(b"text").to_bytes(4, "big"),
    "SHA1": hashlib.sha1(b"text").digest(),
    "SHA256": hashlib.sha256(b"text").digest(),
}.items():
    s3.put_object(Bucket=bucket, Key=algorithm, Body=b"text", ChecksumAlgorithm=algorithm)
    found = s3.get_object(Bucket=bucket, Key=algorithm, ChecksumMode="ENABLED")
    same(f"checksum {algorithm}", base64.b64encode(digest).decode(), found[f"Checksum{algorithm}"])
    same("the body is verified by it", b"text", found["Body"].read())
refused("BadDigest", s3.put_object, Bucket=bucket, Key="wrong", Body=b"text", ChecksumSHA1=base64.b64encode(b"x" * 20).decode())
refused("BadDigest", s3.put_object, Bucket=bucket, Key="wrong", Body=b"text", ContentMD5=base64.b64encode(b"x" * 16).decode())

keys = sorted(f"many/{n % 7}/{n:04}" for n in range(1234)) 
odd = ["a", "a/", "a//b", "a/b", "../up", "./here", "sp ace", "plus+", "100%", "%2F", "ümlaut", "😀", "q?a=b&c#d", "line\nbreak", "tab\t", "x" * 1024]
for key in keys + odd:
    s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="many/"))
same("list_objects_v2 pages", [1000, 234], [page["KeyCount"] for page in pages])
same("list_objects_v2 order", keys, [each["Key"] for page in pages for each in page["Contents"]])
pages = s3.get_paginator("list_objects").paginate(Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 3})
listed = [each["Key"] for page in pages for each in page.get("Contents", [])]
everything = sorted(keys + odd + ["large", "summed", "CRC32", "SHA1", "SHA256"], key=lambda key: key.encode())
same("list_objects by levels", [key for key in everything if "/" not in key], listed)
pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Delimiter="/", PaginationConfig={"PageSize": 2})
same("common prefixes", ["../", "./", "a/", "many/"], [each["Prefix"] for page in pages for each in page.get("CommonPrefixes", [])])
for key in odd:
    same(f"the key {key[:20]!r}", key.encode(), s3.get_object(Bucket=bucket, Key=key)["Body"].read())
refused("KeyTooLongError", s3.put_object, Bucket=bucket, Key="x" * 1025, Body=b"")

url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "put by address"})
urllib.request.urlopen(urllib.request.Request(url, data=b"by address", method="PUT"))
same("a presigned put", b"by address", s3.get_object(Bucket=bucket, Key="put by address")["Body"].read())
url = s3.generate_presigned_url("put_object", Params={"Bucket": f"{bucket}-nowhere", "Key": "a"})
try:
    urllib.request.urlopen(urllib.request.Request(url, data=body, method="PUT"))
    sys.exit("s3-story: a put to no bucket was not refused")
except urllib.error.HTTPError as error:
    same("a client that sends all before it listens hears why not", 404, error.code)
etag = s3.head_object(Bucket=bucket, Key="SHA1")["ETag"]
later = s3.head_object(Bucket=bucket, Key="SHA1")["LastModified"] + datetime.timedelta(days=1)
same("If-None-Match goes before If-Modified-Since", b"text", s3.get_object(Bucket=bucket, Key="SHA1", IfNoneMatch='"other"', IfModifiedSince=later)["Body"].read())
refused("304", s3.get_object, Bucket=bucket, Key="SHA1", IfNoneMatch=etag)
refused("PreconditionFailed", s3.get_object, Bucket=bucket, Key="SHA1", IfMatch='"other"')
refused("InvalidRange", s3.get_object, Bucket=bucket, Key="SHA1", Range="bytes=4-")
s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "q?a=b&c#d"}, Metadata={"a": "b"}, MetadataDirective="REPLACE")
same("copy_object", {"a": "b"}, s3.head_object(Bucket=bucket, Key="copy")["Metadata"])
refused("BucketNotEmpty", s3.delete_bucket, Bucket=bucket)
everything = [each["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket) for each in page["Contents"]]
for at in range(0, len(everything), 1000):
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in everything[at : at + 1000]]})
    same("delete_objects", everything[at : at + 1000], [each["Key"] for each in answer["Deleted"]])
s3.delete_bucket(Bucket=bucket)
refused("404", s3.head_bucket, Bucket=bucket)
PYTHON
echo "s3-story: all as it should be"
