"""The services whose resource-based policies are read: how their resources are listed and their policies asked for."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a service is read."""

    partition: str
    account: str
    region: str

    def arn(self, service, resource):
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"


@dataclasses.dataclass(frozen=True)
class Listing:
    """One kind of resource.

    `list` names the call that lists them, with the arguments of `list_at`, and `items` the query for what identifies
    each. `arn` makes the ARN of one, `get` the call for its policy, which `query` finds in the answer. The error codes
    of `none` say that there is none. `lacks` is what no policy means: "none" that the resource has none, "unknown"
    that this says nothing. `only` is the one place where a kind that is not regional is listed: any, or a region.
    `pages` names, where the CLI does not ask for further pages itself, the member with the next one's token and the
    option that takes it.
    """

    list: tuple
    items: str
    arn: object
    get: object
    query: str = "Policy"
    none: tuple = ()
    lacks: str = "none"
    list_at: object = lambda place: []
    only: str = None
    pages: tuple = None


TOKEN = ("NextToken", "--next-token")


@dataclasses.dataclass(frozen=True)
class Service:
    """A service by its prefix; `is_whole` when the listings find every resource-based policy it has."""

    name: str
    listings: tuple
    actions: tuple
    is_whole: bool = True


def last(text, separator):
    return text.rsplit(separator, 1)[-1]


def same(place, item):
    return item


SERVICES = (
    Service(
        "s3",
        (
            Listing(
                ("s3api", "list-buckets"),
                "Buckets[].Name",
                lambda place, name: f"arn:{place.partition}:s3:::{name}",
                lambda place, name: ["s3api", "get-bucket-policy", "--bucket", name],
                none=("NoSuchBucketPolicy",),
                only="any",
            ),
            Listing(
                ("s3control", "list-access-points"),
                "AccessPointList[].[AccessPointArn, Name]",
                lambda place, item: item[0],
                lambda place, item: [
                    "s3control", "get-access-point-policy", "--account-id", place.account, "--name", item[1]
                ],
                none=("NoSuchAccessPointPolicy",),
                list_at=lambda place: ["--account-id", place.account],
                pages=TOKEN,
            ),
            Listing(
                ("s3control", "list-multi-region-access-points"),
                "AccessPoints[].[Alias, Name]",
                lambda place, item: f"arn:{place.partition}:s3::{place.account}:accesspoint/{item[0]}",
                lambda place, item: [
                    "s3control", "get-multi-region-access-point-policy", "--account-id", place.account,
                    "--name", item[1],
                ],
                query="Policy.Established.Policy",
                none=("NoSuchMultiRegionAccessPointPolicy",),
                list_at=lambda place: ["--account-id", place.account],
                only="us-west-2",
                pages=TOKEN,
            ),
        ),
        (
            "s3:ListAllMyBuckets", "s3:GetBucketPolicy", "s3:ListAccessPoints", "s3:GetAccessPointPolicy",
            "s3:ListMultiRegionAccessPoints", "s3:GetMultiRegionAccessPointPolicy",
        ),
    ),
    Service(
        "kms",
        (
            Listing(
                ("kms", "list-keys"),
                "Keys[].KeyArn",
                same,
                lambda place, arn: ["kms", "get-key-policy", "--key-id", arn, "--policy-name", "default"],
                lacks="unknown",
            ),
        ),
        ("kms:ListKeys", "kms:GetKeyPolicy"),
    ),
    Service(
        "sqs",
        (
            Listing(
                ("sqs", "list-queues"),
                "QueueUrls",
                lambda place, url: place.arn("sqs", last(url, "/")),
                lambda place, url: ["sqs", "get-queue-attributes", "--queue-url", url, "--attribute-names", "Policy"],
                query="Attributes.Policy",
                # Without a size SQS answers with one page and does not say that there are more.
                list_at=lambda place: ["--page-size", "1000"],
            ),
        ),
        ("sqs:ListQueues", "sqs:GetQueueAttributes"),
    ),
    Service(
        "sns",
        (
            Listing(
                ("sns", "list-topics"),
                "Topics[].TopicArn",
                same,
                lambda place, arn: ["sns", "get-topic-attributes", "--topic-arn", arn],
                query="Attributes.Policy",
            ),
        ),
        ("sns:ListTopics", "sns:GetTopicAttributes"),
    ),
    Service(
        "secretsmanager",
        (
            Listing(
                ("secretsmanager", "list-secrets"),
                "SecretList[].ARN",
                same,
                lambda place, arn: ["secretsmanager", "get-resource-policy", "--secret-id", arn],
                query="ResourcePolicy",
                list_at=lambda place: ["--include-planned-deletion"],
            ),
        ),
        ("secretsmanager:ListSecrets", "secretsmanager:GetResourcePolicy"),
    ),
    Service(
        "dynamodb",
        (
            Listing(
                ("dynamodb", "list-tables"),
                "TableNames",
                lambda place, name: place.arn("dynamodb", f"table/{name}"),
                lambda place, name: [
                    "dynamodb", "get-resource-policy", "--resource-arn", place.arn("dynamodb", f"table/{name}")
                ],
                none=("PolicyNotFoundException",),
            ),
            Listing(
                ("dynamodbstreams", "list-streams"),
                "Streams[].StreamArn",
                same,
                lambda place, arn: ["dynamodb", "get-resource-policy", "--resource-arn", arn],
                none=("PolicyNotFoundException",),
                pages=("LastEvaluatedStreamArn", "--exclusive-start-stream-arn"),
            ),
        ),
        ("dynamodb:ListTables", "dynamodb:ListStreams", "dynamodb:GetResourcePolicy"),
    ),
    Service(
        "events",
        (
            Listing(
                ("events", "list-event-buses"),
                "EventBuses[].[Arn, Name]",
                lambda place, item: item[0],
                lambda place, item: ["events", "describe-event-bus", "--name", item[1]],
                pages=TOKEN,
            ),
        ),
        ("events:ListEventBuses", "events:DescribeEventBus"),
    ),
    # Versions, aliases and layers of functions have policies of their own, which are not read.
    Service(
        "lambda",
        (
            Listing(
                ("lambda", "list-functions"),
                "Functions[].FunctionArn",
                same,
                lambda place, arn: ["lambda", "get-policy", "--function-name", arn],
                none=("ResourceNotFoundException",),
            ),
        ),
        ("lambda:ListFunctions", "lambda:GetPolicy"),
        is_whole=False,
    ),
    # The registry has a policy as well, which is not read.
    Service(
        "ecr",
        (
            Listing(
                ("ecr", "describe-repositories"),
                "repositories[].repositoryArn",
                same,
                lambda place, arn: [
                    "ecr", "get-repository-policy", "--repository-name", arn.split(":repository/", 1)[-1]
                ],
                query="policyText",
                none=("RepositoryPolicyNotFoundException",),
                lacks="unknown",
            ),
        ),
        ("ecr:DescribeRepositories", "ecr:GetRepositoryPolicy"),
        is_whole=False,
    ),
)

OTHER_ACTIONS = (
    "ec2:DescribeRegions", "ec2:DescribeVpcEndpoints", "iam:GetAccountAuthorizationDetails",
    "organizations:DescribeOrganization", "organizations:DescribePolicy",
    "organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListPolicies", "organizations:ListPoliciesForTarget", "organizations:ListRoots",
    "organizations:ListTagsForResource", "sts:AssumeRole",
)


def permissions():
    """Every action that the calls need, in order."""
    return sorted({*OTHER_ACTIONS, *(action for service in SERVICES for action in service.actions)})
