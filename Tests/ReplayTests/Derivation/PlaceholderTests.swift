import AuditStore
import Testing

/// Which parameter fills which part of an ARN, and what stays open.
struct PlaceholderTests {
  typealias Example = ResourceDerivationTests.Example

  static let parts: [Example] = [
    Example(
      "a parameter fills one part alone, and an organization's account is not the caller's",
      EventText(
        source: "organizations.amazonaws.com", name: "UpdatePolicy", parameters: #"{"policyId":"p-0123abcd"}"#
      ),
      "organizations:UpdatePolicy arn:aws:organizations::*:policy/o-*/*/p-0123abcd partial"),
    Example(
      "the same of an account's number",
      EventText(
        source: "organizations.amazonaws.com", name: "DescribeAccount",
        parameters: #"{"accountId":"444455556666"}"#),
      "organizations:DescribeAccount arn:aws:organizations::*:account/o-*/444455556666 partial"),
    Example(
      "each part has its own parameter",
      EventText(
        source: "redshift.amazonaws.com", name: "GetClusterCredentials",
        parameters: #"{"clusterIdentifier":"sales","dbUser":"reader"}"#),
      "redshift:GetClusterCredentials arn:aws:redshift:eu-west-1:111122223333:dbuser:sales/reader exact"),
    Example(
      "an id that the service will make is no name",
      EventText(
        source: "backup.amazonaws.com", name: "CreateBackupPlan",
        parameters: #"{"backupPlan":{"backupPlanName":"nightly"}}"#),
      "backup:CreateBackupPlan arn:aws:backup:eu-west-1:111122223333:backup-plan:* partial"),
    Example(
      "a rule's id is not its name",
      EventText(
        source: "config.amazonaws.com", name: "DeleteConfigRule", parameters: #"{"configRuleName":"r"}"#),
      "config:DeleteConfigRule arn:aws:config:eu-west-1:111122223333:config-rule/* partial"),
    Example(
      "the id behind a name is made with it",
      EventText(
        source: "elasticloadbalancing.amazonaws.com", name: "CreateTargetGroup",
        parameters: #"{"name":"web"}"#),
      "elasticloadbalancing:CreateTargetGroup "
        + "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/* partial"),
    Example(
      "a service that is not known stays open, and an ARN says it",
      EventText(
        source: "backup.amazonaws.com", name: "DeleteRecoveryPoint",
        parameters:
          #"{"backupVaultName":"v","recoveryPointArn":"arn:aws:ec2:eu-west-1::snapshot/snap-0123456789abcdef0"}"#
      ),
      "backup:DeleteRecoveryPoint arn:aws:ec2:eu-west-1::snapshot/snap-0123456789abcdef0 exact"),
    Example(
      "a pattern's own wildcard takes the id of an ARN",
      EventText(
        source: "dms.amazonaws.com", name: "StartReplicationTask",
        parameters: #"{"replicationTaskArn":"arn:aws:dms:eu-west-1:111122223333:task:TASK7"}"#),
      "dms:StartReplicationTask arn:aws:dms:eu-west-1:111122223333:task:TASK7 exact"),
    Example(
      "a role for a service gets a name that is not sent",
      EventText(
        source: "iam.amazonaws.com", name: "CreateServiceLinkedRole",
        parameters: #"{"aWSServiceName":"ecs.amazonaws.com"}"#),
      "iam:CreateServiceLinkedRole "
        + "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/* partial"),
    Example(
      "an id within a parameter may be that of anything",
      EventText(
        source: "cases.amazonaws.com", name: "CreateCase",
        parameters: #"{"domainId":"d","templateId":"t","fields":[{"id":"title","value":{}}]}"#),
      "cases:CreateCase arn:aws:cases:eu-west-1:111122223333:domain/d exact",
      "cases:CreateCase arn:aws:cases:eu-west-1:111122223333:domain/d/template/t exact"),
    Example(
      "the name of something else in a call",
      EventText(
        source: "rdsdata.amazonaws.com", name: "ExecuteStatement",
        parameters:
          #"{"resourceArn":"arn:aws:rds:eu-west-1:111122223333:cluster:main","parameters":[{"name":"p1"}]}"#),
      "rds-data:ExecuteStatement arn:aws:rds:eu-west-1:111122223333:cluster:main exact"),
    Example(
      "a target that scales has an id of its own",
      EventText(
        source: "autoscaling.amazonaws.com", name: "RegisterScalableTarget",
        parameters: #"{"resourceId":"service/c/s","serviceNamespace":"ecs"}"#),
      "application-autoscaling:RegisterScalableTarget "
        + "arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target/* partial"),
  ]

  @Test(arguments: parts)
  func `a parameter fills the part of an ARN that it is named for`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  static let values: [Example] = [
    Example(
      "an alias holds its prefix, and its key is not named",
      EventText(source: "kms.amazonaws.com", name: "DeleteAlias", parameters: #"{"aliasName":"alias/app"}"#),
      "kms:DeleteAlias arn:aws:kms:eu-west-1:111122223333:alias/app exact",
      "kms:DeleteAlias arn:aws:kms:eu-west-1:111122223333:key/* partial"),
    Example(
      "a moved alias has a key before and one after",
      EventText(
        source: "kms.amazonaws.com", name: "UpdateAlias",
        parameters: #"{"aliasName":"alias/app","targetKeyId":"1111-2222"}"#),
      "kms:UpdateAlias arn:aws:kms:eu-west-1:111122223333:alias/app exact",
      "kms:UpdateAlias arn:aws:kms:eu-west-1:111122223333:key/1111-2222 exact",
      "kms:UpdateAlias arn:aws:kms:eu-west-1:111122223333:key/* partial"),
    Example(
      "the event's own list may name the key",
      EventText(
        source: "kms.amazonaws.com", name: "DeleteAlias", parameters: #"{"aliasName":"alias/app"}"#,
        resources:
          #"[{"ARN":"arn:aws:kms:eu-west-1:111122223333:alias/app"},{"ARN":"arn:aws:kms:eu-west-1:111122223333:key/7"}]"#
      ),
      "kms:DeleteAlias arn:aws:kms:eu-west-1:111122223333:alias/app exact",
      "kms:DeleteAlias arn:aws:kms:eu-west-1:111122223333:key/7 exact"),
    Example(
      "rules on the default bus do not name it",
      EventText(
        source: "events.amazonaws.com", name: "PutRule", parameters: #"{"name":"r","eventBusName":"default"}"#
      ),
      "events:PutRule arn:aws:events:eu-west-1:111122223333:rule/r exact"),
    Example(
      "rules on another bus do",
      EventText(
        source: "events.amazonaws.com", name: "PutRule",
        parameters: #"{"name":"r","eventBusName":"arn:aws:events:eu-west-1:111122223333:event-bus/orders"}"#),
      "events:PutRule arn:aws:events:eu-west-1:111122223333:rule/orders/r exact"),
    Example(
      "a provider goes by its URL without the scheme",
      EventText(
        source: "iam.amazonaws.com", name: "CreateOpenIDConnectProvider",
        parameters: #"{"url":"https://idp.example.com/tenant"}"#),
      "iam:CreateOpenIDConnectProvider arn:aws:iam::111122223333:oidc-provider/idp.example.com/tenant exact"),
    Example(
      "a queue of another account",
      EventText(
        source: "sqs.amazonaws.com", name: "GetQueueUrl",
        parameters: #"{"queueName":"jobs","queueOwnerAWSAccountId":"444455556666"}"#),
      "sqs:GetQueueUrl arn:aws:sqs:eu-west-1:444455556666:jobs exact"),
    Example(
      "a parameter is the same in every version",
      EventText(source: "ssm.amazonaws.com", name: "GetParameter", parameters: #"{"name":"/prod/db:3"}"#),
      "ssm:GetParameter arn:aws:ssm:eu-west-1:111122223333:parameter/prod/db exact"),
    Example(
      "a query's name is not its workgroup's",
      EventText(
        source: "athena.amazonaws.com", name: "CreateNamedQuery",
        parameters: #"{"name":"q","queryString":"SELECT 1"}"#),
      "athena:CreateNamedQuery arn:aws:athena:eu-west-1:111122223333:workgroup/primary exact"),
    Example(
      "a part of an EKS cluster is named beside the cluster's name",
      EventText(
        source: "eks.amazonaws.com", name: "DescribeNodegroup",
        parameters: #"{"name":"c","nodegroupName":"n"}"#),
      "eks:DescribeNodegroup arn:aws:eks:eu-west-1:111122223333:nodegroup/c/n/* partial"),
    Example(
      "an access entry is one of a cluster",
      EventText(
        source: "eks.amazonaws.com", name: "AssociateAccessPolicy",
        parameters:
          #"{"name":"c","principalArn":"arn:aws:iam::111122223333:role/r","policyArn":"arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"}"#
      ),
      "eks:AssociateAccessPolicy arn:aws:eks:eu-west-1:111122223333:access-entry/c/*/*/*/* partial"),
    Example(
      "a parent is a root by its id",
      EventText(
        source: "organizations.amazonaws.com", name: "CreateOrganizationalUnit",
        parameters: #"{"parentId":"r-abcd","name":"o"}"#),
      "organizations:CreateOrganizationalUnit arn:aws:organizations::*:root/o-*/r-abcd partial"),
    Example(
      "a parent is a unit by its id",
      EventText(
        source: "organizations.amazonaws.com", name: "ListAccountsForParent",
        parameters: #"{"parentId":"ou-abcd-12345678"}"#),
      "organizations:ListAccountsForParent arn:aws:organizations::*:ou/o-*/ou-abcd-12345678 partial"),
    Example(
      "a child is an account by its id",
      EventText(
        source: "organizations.amazonaws.com", name: "ListParents", parameters: #"{"childId":"222233334444"}"#
      ),
      "organizations:ListParents arn:aws:organizations::*:account/o-*/222233334444 partial"),
    Example(
      "what complies is an instance",
      EventText(
        source: "ssm.amazonaws.com", name: "PutComplianceItems",
        parameters: #"{"resourceId":"i-1","resourceType":"ManagedInstance"}"#),
      "ssm:PutComplianceItems arn:aws:ec2:eu-west-1:111122223333:instance/i-1 exact"),
    Example(
      "a setting stands in its ARN without its first slash",
      EventText(
        source: "ssm.amazonaws.com", name: "GetServiceSetting", parameters: #"{"settingId":"/ssm/x"}"#),
      "ssm:GetServiceSetting arn:aws:ssm:eu-west-1:111122223333:servicesetting/ssm/x exact"),
    Example(
      "a job's name is not its id",
      EventText(
        source: "batch.amazonaws.com", name: "SubmitJob",
        parameters: #"{"jobName":"j","jobQueue":"q","jobDefinition":"d:3"}"#),
      "batch:SubmitJob arn:aws:batch:eu-west-1:111122223333:job-definition/d:3 exact",
      "batch:SubmitJob arn:aws:batch:eu-west-1:111122223333:job-queue/q exact"),
    Example(
      "a federated user's session is no role's",
      EventText(
        source: "sts.amazonaws.com", name: "GetFederationToken",
        parameters: #"{"name":"guest","tags":[{"key":"team","value":"x"}]}"#),
      "sts:GetFederationToken arn:aws:sts::111122223333:federated-user/guest exact",
      "sts:TagSession arn:aws:sts::111122223333:* partial"),
  ]

  static let written: [Example] = [
    Example(
      "AWS's own parameters have no account",
      EventText(
        source: "ssm.amazonaws.com", name: "GetParameters",
        parameters: #"{"names":["/aws/service/ecs/image","/aws/reference/secretsmanager/s"]}"#),
      "ssm:GetParameters arn:aws:ssm:eu-west-1::parameter/aws/service/ecs/image exact",
      "ssm:GetParameters arn:aws:ssm:eu-west-1:111122223333:parameter/aws/reference/secretsmanager/s exact"),
    Example(
      "nor have AWS's documents",
      EventText(
        source: "ssm.amazonaws.com", name: "GetDocument", parameters: #"{"name":"AWSSupport-ResetAccess"}"#),
      "ssm:GetDocument arn:aws:ssm:eu-west-1::document/AWSSupport-ResetAccess exact"),
    Example(
      "an account's own document has one",
      EventText(
        source: "ssm.amazonaws.com", name: "GetDocument", parameters: #"{"name":"Patch-AWS-Hosts"}"#),
      "ssm:GetDocument arn:aws:ssm:eu-west-1:111122223333:document/Patch-AWS-Hosts exact"),
    Example(
      "a training job's name is held in small letters",
      EventText(
        source: "sagemaker.amazonaws.com", name: "DescribeTrainingJob",
        parameters: #"{"trainingJobName":"Prod-1"}"#),
      "sagemaker:DescribeTrainingJob arn:aws:sagemaker:eu-west-1:111122223333:training-job/prod-1 exact"),
    Example(
      "so is every part of an ARN",
      EventText(
        source: "sagemaker.amazonaws.com", name: "DescribeUserProfile",
        parameters: #"{"domainId":"d-1a","userProfileName":"Ann"}"#),
      "sagemaker:DescribeUserProfile arn:aws:sagemaker:eu-west-1:111122223333:user-profile/d-1a/ann exact"),
    Example(
      "a hub keeps its capitals",
      EventText(
        source: "sagemaker.amazonaws.com", name: "DescribeHub", parameters: #"{"hubName":"TeamHub"}"#),
      "sagemaker:DescribeHub arn:aws:sagemaker:eu-west-1:111122223333:hub/TeamHub exact"),
    Example(
      "a snapshot is of the cluster that it was made of, not of the one that is restored",
      EventText(
        source: "redshift.amazonaws.com", name: "RestoreFromClusterSnapshot",
        parameters:
          #"{"clusterIdentifier":"new","snapshotIdentifier":"s","snapshotClusterIdentifier":"prod"}"#),
      "redshift:RestoreFromClusterSnapshot arn:aws:redshift:eu-west-1:111122223333:cluster:new exact",
      "redshift:RestoreFromClusterSnapshot arn:aws:redshift:eu-west-1:111122223333:snapshot:prod/s exact"),
    Example(
      "the same of a snapshot that is shared",
      EventText(
        source: "redshift.amazonaws.com", name: "AuthorizeSnapshotAccess",
        parameters:
          #"{"snapshotIdentifier":"s","snapshotClusterIdentifier":"prod","accountWithRestoreAccess":"444455556666"}"#
      ),
      "redshift:AuthorizeSnapshotAccess arn:aws:redshift:eu-west-1:111122223333:snapshot:prod/s exact"),
    Example(
      "a new snapshot is of the cluster that the call names",
      EventText(
        source: "redshift.amazonaws.com", name: "CreateClusterSnapshot",
        parameters: #"{"snapshotIdentifier":"s","clusterIdentifier":"prod"}"#),
      "redshift:CreateClusterSnapshot arn:aws:redshift:eu-west-1:111122223333:cluster:prod exact",
      "redshift:CreateClusterSnapshot arn:aws:redshift:eu-west-1:111122223333:snapshot:prod/s exact"),
    Example(
      "a guardrail's profile is no model",
      EventText(
        source: "bedrock.amazonaws.com", name: "CreateGuardrail",
        parameters:
          #"{"name":"g","crossRegionConfig":{"guardrailProfileIdentifier":"eu.guardrail.v1:0"}}"#),
      "bedrock:CreateGuardrail "
        + "arn:aws:bedrock:eu-west-1:111122223333:guardrail-profile/eu.guardrail.v1:0 exact"),
  ]

  @Test(arguments: values + written)
  func `a value stands in an ARN as AWS writes it there`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }

  static let types: [Example] = [
    Example(
      "a web ACL and not what may be in it",
      EventText(
        source: "wafv2.amazonaws.com", name: "UpdateWebACL",
        parameters: #"{"name":"acl","scope":"REGIONAL","id":"12-34"}"#),
      "wafv2:UpdateWebACL arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/acl/12-34 exact"),
    Example(
      "a new rule group has no id yet",
      EventText(
        source: "wafv2.amazonaws.com", name: "CreateRuleGroup",
        parameters: #"{"name":"g","scope":"REGIONAL"}"#),
      "wafv2:CreateRuleGroup arn:aws:wafv2:eu-west-1:111122223333:regional/rulegroup/g/* partial"),
    Example(
      "a web ACL and what it is put before",
      EventText(
        source: "wafv2.amazonaws.com", name: "AssociateWebACL",
        parameters:
          #"{"webACLArn":"arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/acl/12-34","resourceArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/lb/50"}"#
      ),
      "wafv2:AssociateWebACL arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/lb/50 exact",
      "wafv2:AssociateWebACL arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/acl/12-34 exact",
      "elasticloadbalancing:SetWebAcl "
        + "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/lb/50 exact"),
    Example(
      "a load balancer without a type is one for applications",
      EventText(
        source: "elasticloadbalancing.amazonaws.com", name: "CreateLoadBalancer",
        parameters: #"{"name":"lb"}"#),
      "elasticloadbalancing:CreateLoadBalancer "
        + "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/lb/* assumed"),
    Example(
      "a load balancer of a type",
      EventText(
        source: "elasticloadbalancing.amazonaws.com", name: "CreateLoadBalancer",
        parameters: #"{"name":"lb","type":"network"}"#),
      "elasticloadbalancing:CreateLoadBalancer "
        + "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/lb/* assumed"),
    Example(
      "a classic load balancer",
      EventText(
        source: "elasticloadbalancing.amazonaws.com", name: "CreateLoadBalancer",
        parameters: #"{"loadBalancerName":"old","listeners":[]}"#),
      "elasticloadbalancing:CreateLoadBalancer "
        + "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/old exact"),
    Example(
      "a load balancer by its ARN",
      EventText(
        source: "elasticloadbalancing.amazonaws.com", name: "DeleteLoadBalancer",
        parameters:
          #"{"loadBalancerArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/lb/50"}"#
      ),
      "elasticloadbalancing:DeleteLoadBalancer "
        + "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/lb/50 exact"),
  ]

  @Test(arguments: types)
  func `of several types the one is meant that the call tells`(example: Example) {
    #expect(example.event.requests() == example.requests, "\(example.title)")
  }
}
