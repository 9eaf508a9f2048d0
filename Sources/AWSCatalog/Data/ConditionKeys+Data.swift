// swift-format-ignore-file
// Written by scripts/update-catalog: see NOTICE.md beside this file.

extension ConditionKeys {
  /// The keys of all services; the format is that of `ConditionKeys`.
  static let data: StaticString = #"""
a4b	amazonId=S	filters_deviceType=S*
account	AccountResourceOrgPaths=S*	AccountResourceOrgTags/${TagKey}=S	AlternateContactTypes=S*	EmailTargetDomain=S	TargetRegion=S
accounts.google.com	aud=S	google/organization_number=N	oaud=S	sub=S
acm	CertificateAuthority=S	CertificateKeyPairOrigin=S	CertificateTransparencyLogging=S	DomainNames=S*	Export=S	KeyAlgorithm=S	ValidationMethod=S
acm-pca	TemplateArn=A
agent-registry	RecordCreatorAccount=S	RecordSourceAccount=S
agent.${Domain}.buildkite.dev	build_branch=S	cluster_id=S	cluster_name=S	organization_id=S	organization_slug=S	pipeline_id=S	pipeline_slug=S
agent.${Domain}.buildkite.site	build_branch=S	cluster_id=S	cluster_name=S	organization_id=S	organization_slug=S	pipeline_id=S	pipeline_slug=S
agent.buildkite.com	build_branch=S	cluster_id=S	cluster_name=S	organization_id=S	organization_slug=S	pipeline_id=S	pipeline_slug=S
agentaccess-mcp	StackArn=A
aidevops	ServiceType=S	SourceAgentSpaceArn=A	TargetAgentSpaceArn=A
airflow	DagAccessEntity=S	ResourceAction=S	ResourceId=S	ResourceType=S	TeamNames=S*
amplifyuibuilder	CodegenJobResourceAppId=S	CodegenJobResourceEnvironmentName=S	CodegenJobResourceId=S	ComponentResourceAppId=S	ComponentResourceEnvironmentName=S	ComponentResourceId=S	FormResourceAppId=S	FormResourceEnvironmentName=S	FormResourceId=S	ThemeResourceAppId=S	ThemeResourceEnvironmentName=S	ThemeResourceId=S
aoss	collection=S	collection-group=S	CollectionId=S	DeletionProtection=S	index=S
apigateway	Request/AccessAssociationSource=S	Request/AccessLoggingDestination=S	Request/AccessLoggingFormat=S	Request/ApiKeyRequired=B*	Request/ApiName=S	Request/AuthorizerType=S*	Request/AuthorizerUri=S*	Request/CognitoUserPoolArn=A	Request/ConditionBasePaths=S*	Request/DisableExecuteApiEndpoint=B	Request/DomainNameArn=A	Request/EndpointType=S*	Request/Method=S	Request/MtlsTrustStoreUri=S	Request/MtlsTrustStoreVersion=S	Request/PortalDisplayName=S	Request/PortalDomainName=S	Request/PortalProductDisplayName=S	Request/Priority=N	Request/ProductPageTitle=S	Request/ProductRestEndpointPageEndpointPrefix=S	Request/RestApiId=S	Request/RouteAuthorizationType=S*	Request/RoutingMode=S	Request/SecurityPolicy=S*	Request/Stage=S	Request/StageName=S	Resource/AccessLoggingDestination=S	Resource/AccessLoggingFormat=S	Resource/ApiKeyRequired=B*	Resource/ApiName=S	Resource/AuthorizerType=S*	Resource/AuthorizerUri=S*	Resource/CognitoUserPoolArn=A	Resource/ConditionBasePaths=S*	Resource/DisableExecuteApiEndpoint=B	Resource/EndpointType=S*	Resource/Method=S	Resource/MtlsTrustStoreUri=S	Resource/MtlsTrustStoreVersion=S	Resource/PortalDisplayName=S	Resource/PortalDomainName=S	Resource/PortalProductDisplayName=S	Resource/PortalPublishStatus=S	Resource/Priority=N	Resource/ProductPageTitle=S	Resource/ProductRestEndpointPageEndpointPrefix=S	Resource/RestApiId=S	Resource/RouteAuthorizationType=S*	Resource/RoutingMode=S	Resource/SecurityPolicy=S*	Resource/Stage=S
application-autoscaling	scalable-dimension=S	service-namespace=S
apprunner	AutoScalingConfigurationArn=A	ConnectionArn=A	ObservabilityConfigurationArn=A	ServiceArn=A	VpcConnectorArn=A	VpcEndpointId=S	VpcId=S
appstream	userId=S
appsync	Visibility=S
arc-zonal-shift	ResourceIdentifier=S
artifact	ReportCategory=S	ReportSeries=S
autoscaling	CapacityReservationIds=S*	CapacityReservationResourceGroupArns=S*	ForceDelete=B	ImageId=S	InstanceType=S	InstanceTypes=S	LaunchConfigurationName=S	LaunchTemplateVersionSpecified=B	LoadBalancerNames=S*	MaxSize=N	MetadataHttpEndpoint=S	MetadataHttpPutResponseHopLimit=N	MetadataHttpTokens=S	MinSize=N	OperatorPrincipal=S	ResourceTag/${TagKey}=S	SpotPrice=N	TargetCapacityTypes=S*	TargetGroupARNs=A*	TrafficSourceIdentifiers=S*	VPCZoneIdentifiers=S*
aws	RequestTag/${TagKey}=S	ResourceTag/${TagKey}=S	TagKeys=S*
aws-external-anthropic	BearerTokenType=S	CalledViaConsole=B	Capability=S	KeyArn=A
aws-marketplace	AgreementType=S*	Intent=S	PartyType=S	ProductId=S*	VerificationType=S
backup	ChangeableForDays=N	CopyTargetOrgPaths=S*	CopyTargets=A*	FrameworkArns=A*	Index=S	MaxRetentionDays=N	MinRetentionDays=N	MpaApprovalTeamArn=A
batch	AWSLogsCreateGroup=B	AWSLogsGroup=S	AWSLogsRegion=S	AWSLogsStreamPrefix=S	EKSImage=S	EKSNamespace=S	EKSPrivileged=B	EKSRunAsGroup=N	EKSRunAsUser=N	EKSServiceAccountName=S	Image=S	LogDriver=S	Privileged=B	SchedulingPriority=N	ShareIdentifier=S	User=S
bedrock	BearerTokenType=S	DataRetentionMode=S	GuardrailIdentifier=A	InferenceProfileArn=A	InlineAgentName=S	ModelArn=A	ProjectArn=A	PromptRouterArn=A	ServiceTier=S	ThirdPartyKnowledgeBaseCredentialsSecretArn=A
bedrock-agentcore	actorId=S	AllowedQueryParameters=S*	AllowedRequestHeaders=S*	AllowedResponseHeaders=S*	CredentialProviderScope=S*	CredentialProviderType=S	DiscoveryUrl=S	GatewayAuthorizerType=S	HttpTargetConfigurationType=S	InboundJwtClaim/aud=S*	InboundJwtClaim/client_id=S	InboundJwtClaim/iss=S	InboundJwtClaim/scope=S*	InboundJwtClaim/sub=S	InferenceTargetConfigurationType=S	KmsKeyArn=S	McpTargetConfigurationType=S	namespace=S	namespacePath=S	namespaceVariable/${VariableName}=S	PolicyEngineArn=S	PolicyEngineMode=S	PrivateEndpointType=S	ProtocolType=S	ResourceConfigurationIdentifier=S	RuntimeAuthorizerType=S	runtimeSessionId=S	securityGroups=S*	sessionId=S	sourceNamespace=S	strategyId=S	subnets=S*	userid=S
bedrock-mantle	BearerTokenType=S	CustomizedModelArn=S	DataRetentionMode=S	Files=S*	FineTuningJob=S	Model=S	ProjectArn=S	ReservationArn=S	ServiceTier=S
billingconductor	PricingPlanArn=A
cases	CreatedBy=S	RelatedItemType=S
catalog	ChangeType=S
cleanrooms-ml	CollaborationId=S
cloud9	EnvironmentId=S	EnvironmentName=S	InstanceType=S	OwnerArn=A	Permissions=S	SubnetId=S	UserArn=A
cloudformation	ChangeSetName=S	CreateAction=S	ImportResourceTypes=S	ResourceTypes=S*	RoleArn=A	StackPolicyUrl=S	TargetRegion=S*	TemplateUrl=S	TypeArn=A
cloudshell	SecurityGroupIds=S*	SubnetIds=S*	VpcIds=S*
cloudwatch	AlarmActions=S*	AlarmTagsPropagationEnabled=B	HasAccessGrant=S	namespace=S	requestInsightRuleLogGroups=S*	requestManagedResourceARNs=A*	ResourceArn=A
codebuild	artifacts=B	artifacts.bucketOwnerAccess=S	artifacts.encryptionDisabled=B	artifacts.location=S	authType=S	autoRetryLimit=N	buildArn=A	buildBatchConfig=B	buildBatchConfig.restrictions.computeTypesAllowed=S*	buildBatchConfig.restrictions.fleetsAllowed=S*	buildBatchConfig.serviceRole=S	buildType=S	cache=B	cache.location=S	cache.modes=S*	cache.type=S	computeConfiguration=B	computeConfiguration.disk=N	computeConfiguration.instanceType=S	computeConfiguration.machineType=S	computeConfiguration.memory=N	computeConfiguration.vCpu=N	computeType=S	concurrentBuildLimit=N	encryptionKey=S	environment=B	environment.certificate=S	environment.computeConfiguration=B	environment.computeConfiguration.disk=N	environment.computeConfiguration.instanceType=S	environment.computeConfiguration.machineType=S	environment.computeConfiguration.memory=N	environment.computeConfiguration.vCpu=N	environment.computeType=S	environment.environmentVariables=B	environment.environmentVariables.name=S*	environment.environmentVariables.value=S*	environment.environmentVariables/${name}.value=S	environment.fleet.fleetArn=A	environment.image=S	environment.imagePullCredentialsType=S	environment.privilegedMode=B	environment.registryCredential=B	environment.registryCredential.credential=S	environment.registryCredential.credentialProvider=S	environment.type=S	environmentType=S	exportConfig.s3Destination.bucket=S	exportConfig.s3Destination.bucketOwner=S	exportConfig.s3Destination.encryptionDisabled=B	exportConfig.s3Destination.encryptionKey=S	exportConfig.s3Destination.path=S	fileSystemLocations.identifier=S*	fileSystemLocations.location=S*	fileSystemLocations.type=S*	fileSystemLocations/${identifier}.location=S	fileSystemLocations/${identifier}.type=S	fleetServiceRole=S	imageId=S	logsConfig=B	logsConfig.s3Logs=B	logsConfig.s3Logs.bucketOwnerAccess=S	logsConfig.s3Logs.encryptionDisabled=B	logsConfig.s3Logs.location=S	logsConfig.s3Logs.status=S	manualCreation=B	projectArn=A	projectVisibility=S	scopeConfiguration.domain=S	scopeConfiguration.name=S	scopeConfiguration.scope=S	secondaryArtifacts=B	secondaryArtifacts.artifactIdentifier=S*	secondaryArtifacts.bucketOwnerAccess=S*	secondaryArtifacts.encryptionDisabled=B*	secondaryArtifacts.location=S*	secondaryArtifacts/${artifactIdentifier}.bucketOwnerAccess=S	secondaryArtifacts/${artifactIdentifier}.encryptionDisabled=B	secondaryArtifacts/${artifactIdentifier}.location=S	secondarySources=B	secondarySources.auth.resource=S*	secondarySources.auth.type=S*	secondarySources.buildspec=B	secondarySources.buildStatusConfig.context=S*	secondarySources.buildStatusConfig.targetUrl=S*	secondarySources.insecureSsl=B*	secondarySources.location=S*	secondarySources.sourceIdentifier=S*	secondarySources/${sourceIdentifier}.auth.resource=S	secondarySources/${sourceIdentifier}.auth.type=S	secondarySources/${sourceIdentifier}.buildspec=B	secondarySources/${sourceIdentifier}.buildStatusConfig.context=S	secondarySources/${sourceIdentifier}.buildStatusConfig.targetUrl=S	secondarySources/${sourceIdentifier}.insecureSsl=B	secondarySources/${sourceIdentifier}.location=S	serverType=S	serviceRole=S	shouldOverwrite=B	source=B	source.auth.resource=S	source.auth.type=S	source.buildspec=B	source.buildStatusConfig.context=S	source.buildStatusConfig.targetUrl=S	source.insecureSsl=B	source.location=S	token=S	username=S	vpcConfig=B	vpcConfig.securityGroupIds=S*	vpcConfig.subnets=S*	vpcConfig.vpcId=S
codecommit	References=S
codeconnections	Branch=S	BranchName=S	FullRepositoryId=S	HostArn=A	InstallationId=S	OwnerId=S	PassedToService=S	ProviderAction=S	ProviderPermissionsRequired=S	ProviderType=S	ProviderTypeFilter=S	RepositoryName=S	VpcId=S
codestar-connections	Branch=S	BranchName=S	FullRepositoryId=S	HostArn=A	InstallationId=S	OwnerId=S	PassedToService=S	ProviderAction=S	ProviderPermissionsRequired=S	ProviderType=S	ProviderTypeFilter=S	RepositoryName=S	VpcId=S
codestar-notifications	NotificationsForResource=A
cognito-identity	IdentityPoolArn=A
cognito-identity-auth	AccountId=S	IdentityPoolArn=A
cognito-identity-unauth	AccountId=S	IdentityPoolArn=A
cognito-identity.amazonaws.com	amr=S	aud=S	sub=S
comprehend	DataLakeKmsKey=A	FlywheelIterationId=S	ModelKmsKey=A	OutputKmsKey=A	VolumeKmsKey=A	VpcSecurityGroupIds=S*	VpcSubnets=S*
compute-optimizer	ResourceType=S
config	ConfigurationRecorderServicePrincipal=S
connect	AssignmentType=S	AttributeType=S	Channel=S	ContactAssociationId=S	ContactInitiationMethod=S	ExpressionValue=S	FlowType=S*	InstanceId=S	ListRealtimeContactAnalysisSegmentsByOutputType=S	ListRealtimeContactAnalysisSegmentsBySegmentType=S*	MonitorCapabilities=S*	PreferredUserArn=A	PrimaryAttribute/${PrimaryAttribute}=S	SearchContactsByContactAnalysis=S*	SearchTag/${TagKey}=S	StorageResourceType=S	Subtype=S	UserArn=A
continuum	CollectorArn=A*	EnvironmentArn=A	RepositoryName=S*	S3BucketName=S
dataexchange	JobType=S
datapipeline	PipelineCreator=S*	Tag/${TagKey}=S	workerGroup=S*
datazone	domainId=S	projectId=S	userId=S
dax	EnclosingOperation=S
deadline	AssociatedMembershipLevel=S	CalledAction=S	FarmMembershipLevels=S*	FleetMembershipLevels=S*	JobMembershipLevels=S*	MembershipLevel=S	PrincipalId=S	QueueMembershipLevels=S*	RequesterPrincipalId=S
devops-guru	ServiceNames=S*
dms	assessment-run-tag/${TagKey}=S	cert-tag/${TagKey}=S	data-migration-tag/${TagKey}=S	data-provider-tag/${TagKey}=S	endpoint-tag/${TagKey}=S	es-tag/${TagKey}=S	individual-assessment-tag/${TagKey}=S	instance-profile-tag/${TagKey}=S	migration-project-tag/${TagKey}=S	rep-tag/${TagKey}=S	replication-config-tag/${TagKey}=S	req-tag/${TagKey}=S	subgrp-tag/${TagKey}=S	task-tag/${TagKey}=S
drs	CreateAction=S	EC2InstanceARN=A
ds-data	Identifier=S	MemberName=S	MemberRealm=S	Realm=S	SAMAccountName=S
dsql	FisActionId=S	FisTargetArns=A*	WitnessRegion=S
dynamodb	Attributes=S*	EnclosingOperation=S	FirstPartitionKeyValues=S*	FisActionId=S	FisTargetArns=A*	FourthPartitionKeyValues=S*	FullTableScan=B	LeadingKeys=S*	ReturnConsumedCapacity=S	ReturnValues=S	SecondPartitionKeyValues=S*	Select=S	ThirdPartitionKeyValues=S*
ebs	Description=S	ParentSnapshot=A	VolumeSize=N
ec2	AccepterVpc=A	Add/group=S	Add/userId=S	AllocationId=S	AssociatePublicIpAddress=B	Attribute=S	Attribute/${AttributeName}=S	AuthenticationType=S	AuthorizedService=S	AuthorizedUser=S	AutoPlacement=S	AvailabilityZone=S	AvailabilityZoneId=S	BootModeOverride=S	CapacityReservationFleet=A	ClientRootCertificateChainArn=A	CloudwatchLogGroupArn=A	CloudwatchLogStreamArn=A	CommitmentDuration=N	CpuOptionsAmdSevSnp=S	CreateAction=S	CreateDate=D	DestinationCapacityReservationId=A	DhcpOptionsID=S	DirectoryArn=A	Domain=S	DPDTimeoutSeconds=N	EbsOptimized=B	ElasticGpuType=S	Encrypted=B	EndDate=D	EndDateType=S	EphemeralStorage=B	FisActionId=S	FisTargetArns=A*	GatewayType=S	HostRecovery=S	IKEVersions=S*	ImageID=S	ImageType=S	InsideTunnelCidr=S	InsideTunnelIpv6Cidr=S	InstanceAutoRecovery=S	InstanceBandwidthWeighting=S	InstanceCount=N	InstanceID=S	InstanceMarketType=S	InstanceMatchCriteria=S	InstanceMetadataTags=S	InstancePlatform=A	InstanceProfile=A	InstanceType=S	InternetGatewayID=S	InterruptibleCapacityReservationId=S	InterruptionType=S	IpamPrefixListResolverTargetId=S	Ipv4IpamPoolId=S	Ipv6IpamPoolId=S	IsInterruptible=B	IsLaunchTemplateResource=B	KeyPairName=S	KeyPairType=S	KmsKeyId=S	LaunchTemplate=A	Location=S	ManagedResourceOperator=S	MetadataHttpEndpoint=S	MetadataHttpPutResponseHopLimit=N	MetadataHttpTokens=S	NetworkAclID=S	NetworkInterfaceID=S	NewInstanceProfile=A	osuser=S	OutpostArn=A	Owner=S	ParentSnapshot=A	ParentVolume=A	Permission=S	Phase1DHGroup=S*	Phase1EncryptionAlgorithms=S*	Phase1IntegrityAlgorithms=S*	Phase1LifetimeSeconds=N	Phase2DHGroup=S*	Phase2EncryptionAlgorithms=S*	Phase2IntegrityAlgorithms=S*	Phase2LifetimeSeconds=N	PlacementGroup=A	PlacementGroupName=S	PlacementGroupStrategy=S	ProductCode=S	Public=B	PublicIpAddress=S	Quantity=N	Region=S	RekeyFuzzPercentage=N	RekeyMarginTimeSeconds=N	Remove/group=S	Remove/userId=S	ReplayWindowSizePackets=S	RequesterVpc=A	ReservedInstancesOfferingType=S	ResourceTag/${TagKey}=S	RoleDelivery=N	RootDeviceType=S	RouteTableID=S	RoutingType=S	SamlProviderArn=A	SecurityGroupID=S	ServerCertificateArn=A	SnapshotCoolOffPeriod=N	SnapshotID=S	SnapshotLockDuration=N	SnapshotTime=S	SourceAvailabilityZone=S	SourceCapacityReservationId=A	SourceInstanceARN=A	SourceOutpostArn=A	Subnet=A	SubnetID=S	TargetInstanceCount=N	Tenancy=S	transitGatewayAttachmentId=S	transitGatewayConnectPeerId=S	transitGatewayId=S	transitGatewayMeteringPolicyId=S	transitGatewayMulticastDomainId=S	transitGatewayPolicyTableId=S	transitGatewayRouteTableAnnouncementId=S	transitGatewayRouteTableId=S	VolumeID=S	VolumeInitializationRate=N	VolumeIops=N	VolumeSize=N	VolumeThroughput=N	VolumeType=S	Vpc=A	VpceMultiRegion=S	VpcePrivateDnsPreference=S	VpcePrivateDnsSpecifiedDomains=S*	VpceServiceName=S	VpceServiceOwner=S	VpceServicePrivateDnsName=S	VpceServiceRegion=S	VpceSupportedRegion=S	VpcID=S	VpcPeeringConnectionID=S
ec2-instance-connect	maxTunnelDuration=N	privateIpAddress=I	remotePort=N
ecr	AccountSetting=S	ResourceTag/${TagKey}=S
ecr-public	ResourceTag/${TagKey}=S
ecs	account-setting=S	auto-assign-public-ip=B	capacity-provider=A*	cluster=A	compute-compatibility=S*	container-instances=A	container-name=S	CreateAction=S	daemon=A	daemon-task-definition=A	enable-ebs-volumes=S	enable-ecs-managed-tags=B	enable-execute-command=S	enable-service-connect=S	enable-vpc-lattice=S	fargate-ephemeral-storage-kms-key=S	gateway=A	instance-metadata-tags-propagation=B	namespace=A	privileged=S	propagate-tags=S	ResourceTag/${TagKey}=S	service=A	subnet=S*	task=A	task-cpu=N	task-definition=A	task-memory=N
eks	accessEntryType=S	accessScope=S	authenticationMode=S	blockStorageEnabled=B	bootstrapClusterCreatorAdminPermissions=B	bootstrapSelfManagedAddons=B	clientId=S	clusterName=S	computeConfigEnabled=B	controlPlaneEgressMode=S	controlPlaneScalingTier=S	deletionProtection=B	elasticLoadBalancingEnabled=B	encryptionConfigProviderKeyArns=A*	endpointPrivateAccess=B	endpointPublicAccess=B	issuerUrl=S	kubeApiServerConfig=B	kubeControllerManagerConfig=B	kubernetesGroups=S*	kubernetesVersion=S	kubeSchedulerConfig=B	loggingType/${type}=B	namespaces=S*	policyArn=A	principalArn=A	supportType=S	username=S	zonalShiftEnabled=B
elasticache	AtRestEncryptionEnabled=B	AuthTokenEnabled=B	AutomaticFailoverEnabled=B	CacheNodeType=S	CacheParameterGroupName=S	ClusterModeEnabled=B	ConnectionType=S	DataStorageUnit=S	Durability=S	EngineType=S	EngineVersion=S	KmsKeyId=S	MaximumDataStorage=N	MaximumECPUPerSecond=N	MinimumDataStorage=N	MinimumECPUPerSecond=N	MultiAZEnabled=B	NumNodeGroups=N	ReplicasPerNodeGroup=N	SnapshotRetentionLimit=N	TransitEncryptionEnabled=B	UserAuthenticationMode=S
elasticbeanstalk	FromApplication=A	FromApplicationVersion=A	FromConfigurationTemplate=A	FromEnvironment=A	FromPlatform=A	FromSolutionStack=A	InApplication=A
elasticfilesystem	AccessedViaMountTarget=B	AccessPointArn=A	CreateAction=S	Encrypted=B
elasticloadbalancing	CreateAction=S	ListenerProtocol=S*	ResourceTag/=S	ResourceTag/${TagKey}=S	Scheme=S	SecurityGroup=S*	SecurityPolicy=S*	Subnet=S*
elasticmapreduce	ExecutionRoleArn=A	RequestTag/${TagKey}=S	ResourceTag/${TagKey}=S
emr-containers	ExecutionRoleArn=A	JobTemplateArn=A
es	SecurityGroupIds=S*	SubnetIds=S*
events	ContentFilterPresent=B	creatorAccount=S	detail-type=S*	detail.eventTypeCode=S	detail.service=S	detail.userIdentity.principalId=S	EventBusArn=A*	eventBusInvocation=S	ManagedBy=S	Metadata/${MetadataKey}=S*	Metadata/${MetadataKey}/Matcher=S	PolicyName=S	source=S*	SystemMetadata/AwsDetailType=S	SystemMetadata/AwsSource=S	SystemMetadata/ContentType=S	TargetArn=A*
execute-api	viaDomainArn=A
fis	Operations=S*	Percentage=N	Service=S	Targets=S*
fsx	IsBackupCopyDestination=B	IsBackupCopySource=B	NfsDataRepositoryAuthenticationEnabled=B	NfsDataRepositoryEncryptionInTransitEnabled=B	ParentVolumeId=S	StorageVirtualMachineId=S
gameliftstreams	RoleArn=A
geo	DeviceIds=S*	GeofenceIds=S*
github.com/enterprises/${EnterpriseName}	actor=S	actor_id=S	enterprise_id=S	environment=S	job_workflow_ref=S	ref=S	repository=S	repository_id=S	repository_owner_id=S	workflow=S
gitlab.com	namespace_id=S	pipeline_source=S	project_id=S	ref_protected=S	runner_environment=S	user_access_level=S	user_email=S	user_id=S	user_login=S
glacier	ArchiveAgeInDays=S	ResourceTag/=S	ResourceTag/${TagKey}=S
glue	CredentialIssuingService=S	EnabledForRedshiftAutoDiscovery=B	FederatedAuthorizationSource=S	LakeFormationPermissions=S	RoleAssumedBy=S	SecurityGroupIds=S*	SubnetIds=S*	VpcIds=S*
graph.facebook.com	app_id=S	id=S
groundstation	AgentId=S	ConfigId=S	ConfigType=S	ContactId=S	DataflowEndpointGroupId=S	EphemerisId=S	GroundStationId=S	MissionProfileId=S	SatelliteId=S
health	eventTypeCode=S	service=S
iam	AccountPropertyNamespaces=S*	AssociatedResourceArn=A	AWSServiceName=S	DelegationDuration=S	DelegationRequestOwner=A	FIDO-certification=S	FIDO-FIPS-140-2-certification=S	FIDO-FIPS-140-3-certification=S	NotificationChannel=S	OrganizationsPolicyId=S	PassedToService=S	PermissionsBoundary=A	PolicyARN=A	RegisterSecurityKey=S	ResourceTag/${TagKey}=S	RoleTemplateARN=A	ServiceSpecificCredentialAgeDays=N	ServiceSpecificCredentialServiceName=S	TemplateArn=A
idcs-${OciUniqueIdentifier}.identity.oraclecloud.com	rpst_id=S
identitycenter	ApplicationArn=A	InstanceArn=A
identitystore	GroupExternalIdIssuers=A*	GroupId=S*	IdentityStoreArn=A	PrimaryRegion=S	ReservedUserId=S	UserExternalIdIssuers=A*	UserId=S	VpceAccessRequired=B
imagebuilder	CreatedResourceTag/${TagKey}=S	CreatedResourceTagKeys=S*	Ec2MetadataHttpTokens=S	LifecyclePolicyResourceType=S	StatusTopicArn=A
interconnect	RemoteAccount=S
iot	ClientMode=S	CommandExecutionParameterBoolean/${CommandParameterName}=B	CommandExecutionParameterNumber/${CommandParameterName}=N	CommandExecutionParameterString/${CommandParameterName}=S	Delete=B	DomainName=S	IncludeSocketInformation=B	JobId=S	thingArn=A	ThingGroupArn=A*	Topic=S	TunnelDestinationService=S*
iotanalytics	ResourceTag/${TagKey}=S
iotfleetwise	DestinationArn=A	Signals=S*	UpdateToDecoderManifestArn=A	UpdateToModelManifestArn=A
iotmanagedintegrations	cloudConnectorId=S	connectorDestinationId=S
iotsitewise	assetHierarchyPath=S	childAssetId=S	group=S	iam=S	isAssociatedWithAssetProperty=S	portal=S	project=S	propertyAlias=S	propertyId=S	taskArns=A*	user=S
iottwinmaker	destinationType=S	linkedServices=S*	sourceType=S
iotwireless	DestinationName=S	DeviceProfileId=S	ServiceProfileId=S
kafka	publicAccessEnabled=B
kinesis	FisActionId=S	FisInjectPercentage=N	FisTargetArns=A*
kms	BypassPolicyLockoutSafetyCheck=B	CallerAccount=S	CustomerMasterKeySpec=S	CustomerMasterKeyUsage=S	DataKeyPairSpec=S	EncapsulationAlgorithm=S	EncryptionAlgorithm=S	EncryptionContext:${EncryptionContextKey}=S	EncryptionContextKeys=S*	ExpirationModel=S	GrantConstraintSourceArn=A	GrantConstraintType=S	GranteePrincipal=S	GranteeServicePrincipal=S	GrantIsForAWSResource=B	GrantOperations=S*	KeyAgreementAlgorithm=S	KeyOrigin=S	KeySpec=S	KeyUsage=S	MacAlgorithm=S	MessageType=S	MultiRegion=B	MultiRegionKeyType=S	PrimaryRegion=S	RecipientAttestation:ImageSha384=S	RecipientAttestation:NitroTPMPCR0=S	RecipientAttestation:NitroTPMPCR1=S	RecipientAttestation:NitroTPMPCR10=S	RecipientAttestation:NitroTPMPCR11=S	RecipientAttestation:NitroTPMPCR12=S	RecipientAttestation:NitroTPMPCR13=S	RecipientAttestation:NitroTPMPCR14=S	RecipientAttestation:NitroTPMPCR15=S	RecipientAttestation:NitroTPMPCR16=S	RecipientAttestation:NitroTPMPCR17=S	RecipientAttestation:NitroTPMPCR18=S	RecipientAttestation:NitroTPMPCR19=S	RecipientAttestation:NitroTPMPCR2=S	RecipientAttestation:NitroTPMPCR20=S	RecipientAttestation:NitroTPMPCR21=S	RecipientAttestation:NitroTPMPCR22=S	RecipientAttestation:NitroTPMPCR23=S	RecipientAttestation:NitroTPMPCR3=S	RecipientAttestation:NitroTPMPCR4=S	RecipientAttestation:NitroTPMPCR5=S	RecipientAttestation:NitroTPMPCR6=S	RecipientAttestation:NitroTPMPCR7=S	RecipientAttestation:NitroTPMPCR8=S	RecipientAttestation:NitroTPMPCR9=S	RecipientAttestation:PCR0=S	RecipientAttestation:PCR1=S	RecipientAttestation:PCR10=S	RecipientAttestation:PCR11=S	RecipientAttestation:PCR12=S	RecipientAttestation:PCR13=S	RecipientAttestation:PCR14=S	RecipientAttestation:PCR15=S	RecipientAttestation:PCR16=S	RecipientAttestation:PCR17=S	RecipientAttestation:PCR18=S	RecipientAttestation:PCR19=S	RecipientAttestation:PCR2=S	RecipientAttestation:PCR20=S	RecipientAttestation:PCR21=S	RecipientAttestation:PCR22=S	RecipientAttestation:PCR23=S	RecipientAttestation:PCR24=S	RecipientAttestation:PCR25=S	RecipientAttestation:PCR26=S	RecipientAttestation:PCR27=S	RecipientAttestation:PCR28=S	RecipientAttestation:PCR29=S	RecipientAttestation:PCR3=S	RecipientAttestation:PCR30=S	RecipientAttestation:PCR31=S	RecipientAttestation:PCR4=S	RecipientAttestation:PCR5=S	RecipientAttestation:PCR6=S	RecipientAttestation:PCR7=S	RecipientAttestation:PCR8=S	RecipientAttestation:PCR9=S	ReEncryptOnSameKey=B	ReplicaRegion=S	RequestAlias=S	ResourceAliases=S*	RetiringPrincipal=S	RetiringServicePrincipal=S	RotationPeriodInDays=N	ScheduleKeyDeletionPendingWindowInDays=N	SigningAlgorithm=S	TrailingDaysWithoutKeyUsage=N	ValidTo=D	ViaService=S	WrappingAlgorithm=S	WrappingKeySpec=S
lakeformation	EnabledOnlyForMetaDataAccess=B
lambda	CodeSigningConfigArn=A	EventSourceToken=S	FunctionArn=A	FunctionUrlAuthType=S	InvokedViaFunctionUrl=B	Layer=S*	Principal=S	Request/WebFunctionAuthType=S	Resource/WebFunctionAuthType=S	SecurityGroupIds=S*	SourceFunctionArn=A	SubnetIds=S*	VpcIds=S
lex	associatedIntents=S*	associatedSlotTypes=S*	channelType=S
license-manager	ResourceTag/${TagKey}=S
logs	data_source_name=S	data_source_type=S	DeliveryDestinationResourceArn=A	LogGeneratingResourceArns=A*
lookoutequipment	IsImportingData=B
mediaconvert	HttpInputsAllowed=B	HttpsInputsAllowed=B	S3InputsAllowed=B
medical-imaging	SeriesInstanceUID=S	StudyInstanceUID=S
memorydb	TLSEnabled=B	UserAuthenticationMode=S
mgh	AutomationRunResourceRunID=S	AutomationUnitResourceAutomationUnitArn=A	ConnectionResourceConnectionArn=S
mgn	CreateAction=S
mpa	ProtectedResourceAccount=S	RequestedOperation=S
neptune-db	QueryLanguage=S
neptune-graph	PublicConnectivity=B
networkmanager	cgwArn=A	directConnectGatewayArn=A	edgeLocations=S*	subnetArns=A*	tgwArn=A	tgwConnectPeerArn=A	tgwRtbArn=A	vpcArn=A	vpnConnectionArn=A
nimble	createdBy=S	ownedBy=S	principalId=S	requesterPrincipalId=S	studioId=A
oam	ResourceTypes=S*
observabilityadmin	CentralizationBackupRegion=S	CentralizationDestinationAccount=S	CentralizationDestinationRegion=S	CentralizationRuleName=S	CentralizationSourceId=S*	CentralizationSourceRegions=S*	SourceType=S	TargetRegions=S
oidc.circleci.com/org/${OrgId}	oidc.circleci.com/project-id=S
organizations	PolicyType=S	ServicePrincipal=S	TransferDirection=S	TransferType=S
partnercentral	Catalog=S	ChannelHandshakeType=S	FulfillmentTypes=S*	Programs=S*	RelatedEntityType=S	VerificationType=S
partnercentral-account-management	LegacyPartnerCentralRole=S*	MarketingCentralRole=S*	ProServeRole=S*
payment-cryptography	CertificateAuthorityPublicKeyIdentifier=S	DeriveKeyUsage=S	ExportDukptInitialKey=B	ExportKeyMaterial=S	ImportKeyMaterial=S	KeyAlgorithm=S	KeyClass=S	KeyUsage=S	PrivateKeyIdentifier=S	RequestAlias=S	ResourceAliases=S*	SigningKeyIdentifier=S	WrappingKeyIdentifier=S
pi	Dimensions=S*
proton	EnvironmentTemplate=S	ServiceTemplate=S
qapps	AppIsPublished=S	SessionIsShared=S	UserIsAppOwner=S	UserIsSessionModerator=S
qldb	Purge=S
quicksight	AllowedEmbeddingDomains=S*	DirectoryType=S	Edition=S	Group=A	IamArn=A	KmsKeyArns=A*	SessionName=S	UserName=S
ram	AllowsExternalPrincipals=B	PermissionArn=A	PermissionResourceType=S	Principal=S	RequestedAllowsExternalPrincipals=B	RequestedResourceType=S	ResourceArn=A	ResourceShareName=S	ResourceTag/${TagKey}=S	RetainSharingOnAccountLeaveOrganization=B	ShareOwnerAccountId=S
rbin	Attribute/ResourceType=S	Request/ResourceType=S
rds	BackupTarget=S	cluster-pg-tag/${TagKey}=S	cluster-snapshot-tag/${TagKey}=S	cluster-tag/${TagKey}=S	CopyOptionGroup=B	DatabaseClass=S	DatabaseEngine=S	DatabaseName=S	db-tag/${TagKey}=S	EndpointType=S	es-tag/${TagKey}=S	ManageMasterUserPassword=B	MultiAz=B	og-tag/${TagKey}=S	pg-tag/${TagKey}=S	Piops=N	PubliclyAccessible=B	req-tag/${TagKey}=S	ri-tag/${TagKey}=S	secgrp-tag/${TagKey}=S	snapshot-tag/${TagKey}=S	StorageEncrypted=B	StorageSize=N	subgrp-tag/${TagKey}=S	TagsFromRequest=B	TenantDatabaseName=S	Vpc=B
redshift	AllowWrites=B	ConsumerArn=A	ConsumerIdentifier=S	DbName=S	DbUser=S	DurationSeconds=S	InboundIntegrationArn=A	IntegrationSourceArn=A	IntegrationTargetArn=A
redshift-data	glue-catalog-arn=A	session-owner-iam-userid=S	statement-owner-iam-userid=S
redshift-serverless	endpointAccessId=S	managedWorkgroupName=S	namespaceId=S	recoveryPointId=S	snapshotId=S	tableRestoreRequestId=S	workgroupId=S
refactor-spaces	ApplicationCreatedByAccount=S	CreatedByAccountIds=S*	RouteCreatedByAccount=S	ServiceCreatedByAccount=S	SourcePath=S
resource-explorer-2	Operation=S
route53	ChangeResourceRecordSetsActions=S*	ChangeResourceRecordSetsNormalizedRecordNames=S*	ChangeResourceRecordSetsRecordTypes=S*	VPCs=S
route53-recovery-cluster	AllowSafetyRulesOverrides=B
route53profiles	FirewallRuleGroupPriority=N	HostedZoneDomains=S	ResolverRuleDomains=S	ResourceArns=A	ResourceIds=S	ResourceTypes=S
rtbfabric	InboundExternalLinkGatewayId=S	InboundExternalLinkLinkId=S	LinkLinkId=S	LinkRoutingRuleRuleId=S	OutboundExternalLinkLinkId=S	RequesterGatewayGatewayId=S	ResponderGatewayGatewayId=S
s3	AccessGrantScope=S	AccessGrantsInstanceArn=A	AccessGrantsLocationScope=S	AccessPointNetworkOrigin=S	AccessPointTag/${TagKey}=S	annotation-prefix=S	authType=S	BucketTag/${TagKey}=S	DataAccessPointAccount=S	DataAccessPointArn=A	delimiter=S	deliverySourceArn=A	destinationRegion=S	ExistingJobOperation=S	ExistingJobPriority=N	ExistingObjectTag/${key}=S	if-match=S	if-none-match=S	InventoryAccessibleOptionalFields=S*	isReplicationPauseRequest=B	JobSuspendedCause=S	locationconstraint=S	logType=S	max-annotation-results=N	max-keys=N	object-lock-event-hold=S	object-lock-event-hold-duration-days=N	object-lock-legal-hold=S	object-lock-mode=S	object-lock-remaining-retention-days=N	object-lock-retain-until-date=D	ObjectCreationOperation=B	prefix=S	RequestJobOperation=S	RequestJobPriority=N	RequestObjectTag/${key}=S	RequestObjectTagKeys=S*	ResourceAccount=S	resourceArnBeingAuthorized=A	signatureAge=N	signatureversion=S	TlsVersion=N	versionid=S	x-amz-acl=S	x-amz-bucket-namespace=S	x-amz-content-sha256=S	x-amz-copy-source=S	x-amz-grant-full-control=S	x-amz-grant-read=S	x-amz-grant-read-acp=S	x-amz-grant-write=S	x-amz-grant-write-acp=S	x-amz-metadata-directive=S	x-amz-object-annotation-directive=S	x-amz-object-if-match=S	x-amz-object-ownership=S	x-amz-server-side-encryption=S	x-amz-server-side-encryption-aws-kms-key-id=A	x-amz-server-side-encryption-customer-algorithm=S	x-amz-storage-class=S	x-amz-website-redirect-location=S
s3-object-lambda	authType=S	signatureAge=N	TlsVersion=N	versionid=S
s3-outposts	AccessPointNetworkOrigin=S	authType=S	DataAccessPointAccount=S	DataAccessPointArn=A	delimiter=S	ExistingObjectTag/${key}=S	max-keys=N	prefix=S	RequestObjectTag/${key}=S	RequestObjectTagKeys=S	signatureAge=N	signatureversion=S	versionid=S	x-amz-acl=S	x-amz-content-sha256=S	x-amz-copy-source=S	x-amz-metadata-directive=S	x-amz-server-side-encryption=S	x-amz-storage-class=S
s3express	AccessPointNetworkOrigin=S	AccessPointTag/${TagKey}=S	AllAccessRestrictedToLocalZoneGroup=S	authType=S	BucketTag/${TagKey}=S	DataAccessPointAccount=S	DataAccessPointArn=A	InventoryAccessibleOptionalFields=S*	LocationName=S	Permissions=S*	ResourceAccount=S	SessionMode=S	signatureAge=N	signatureversion=S	TlsVersion=N	x-amz-content-sha256=S	x-amz-server-side-encryption=S	x-amz-server-side-encryption-aws-kms-key-id=A
s3files	AccessPointArn=A	CreateAction=S
s3tables	KMSKeyArn=A	namespace=S	SSEAlgorithm=S	StorageClass=S	TableBucketTag/${TagKey}=S	tableName=S
s3vectors	kmsKeyArn=A	sseType=S	VectorBucketTag/${TagKey}=S
sagemaker	AcceleratorTypes=S*	AppNetworkAccessType=S	AuthMode=S	BearerTokenType=S	CurrentCustomerMetadataProperties/${MetadataKey}=S	CurrentModelLifeCycleStage=S	CurrentModelLifeCycleStageStatus=S	CustomerMetadataProperties/${MetadataKey}=S	CustomerMetadataPropertiesToRemove=S*	DirectGatedModelAccess=S	DirectInternetAccess=S	DomainId=S	DomainSharingOutputKmsKey=A	DomainSharingOutputKmsKeyArn=A	EnableRemoteDebug=B	FeatureGroupDisableGlueTableCreation=B	FeatureGroupEnableOnlineStore=B	FeatureGroupOfflineStoreConfig=B	FeatureGroupOfflineStoreKmsKey=A	FeatureGroupOfflineStoreKmsKeyArn=A	FeatureGroupOfflineStoreS3Uri=S	FeatureGroupOnlineStoreKmsKey=A	FeatureGroupOnlineStoreKmsKeyArn=A	FileSystemAccessMode=S	FileSystemDirectoryPath=S	FileSystemId=S	FileSystemType=S	HomeEfsFileSystemKmsKey=A	ImageArns=A*	ImageVersionArns=A*	InstanceTypes=S*	InterContainerTrafficEncryption=B	IsUpdateRecord=B	KeepAlivePeriod=N	MaxRuntimeInSeconds=N	MinimumInstanceMetadataServiceVersion=S	ModelApprovalStatus=S	ModelArn=A	ModelLifeCycle:Stage=S	ModelLifeCycle:StageStatus=S	NetworkIsolation=B	NotebookInstanceLifecycleConfigArns=A*	OutputKmsKey=A	OutputKmsKeyArn=A	OwnerUserProfileArn=A	PipelineVersionId=S	RemoteAccess=S	ResourceTag/=S	ResourceTag/${TagKey}=S	RootAccess=S	SearchVisibilityCondition/${FilterKey}=S	ServerlessMaxConcurrency=N	ServerlessMemorySize=N	SpaceSharingType=S	StudioLifecycleConfigArns=A*	TaggingAction=S	TargetModel=S	UpdatableFeatures=S*	UserProfileName=S	VolumeKmsKey=A	VolumeKmsKeyArn=A	VpcSecurityGroupIds=S*	VpcSubnets=S*	WorkteamArn=A	WorkteamType=S
saml	aud=S	cn=S*	commonName=S	doc=S	eduorghomepageuri=S*	eduorgidentityauthnpolicyuri=S*	eduorglegalname=S*	eduorgsuperioruri=S*	eduorgwhitepagesuri=S*	edupersonaffiliation=S*	edupersonassurance=S*	edupersonentitlement=S*	edupersonnickname=S*	edupersonorgdn=S	edupersonorgunitdn=S*	edupersonprimaryaffiliation=S	edupersonprimaryorgunitdn=S	edupersonprincipalname=S	edupersonscopedaffiliation=S*	edupersontargetedid=S*	givenName=S	iss=S	mail=S	name=S	namequalifier=S	organizationStatus=S	primaryGroupSID=S	sub=S	sub_type=S	surname=S	uid=S	x500UniqueIdentifier=S
secretsmanager	AddReplicaRegions=S*	BlockPublicPolicy=B	Description=S	ExternalSecretRotationRoleArn=A	ForceDeleteWithoutRecovery=B	ForceOverwriteReplicaSecret=B	KmsKeyArn=A	KmsKeyId=S	ModifyRotationRules=B	Name=S	RecoveryWindowInDays=N	resource/AllowRotationLambdaArn=A	resource/Type=S	ResourceTag/${TagKey}=S	ResourceTag/tag-key=S	RotateImmediately=B	RotationLambdaARN=A	SecretId=A	SecretPrimaryRegion=S	Type=S	VersionId=S	VersionStage=S
securityhub	ASFFSyntaxPath/${ASFFSyntaxPath}=S	OCSFSyntaxPath/${OCSFSyntaxPath}=S	TargetAccount=S
serverlessrepo	applicationType=S
servicecatalog	accountLevel=S	Resource=S	ResourceType=S	roleLevel=S	userLevel=S
servicediscovery	NamespaceArn=A	NamespaceName=S	ServiceArn=A	ServiceCreatedByAccount=S	ServiceName=S
servicequotas	service=S
ses	AddonSubscriptionArn=A	ApiVersion=S	ClickTrackingEnabled=S	ConfigurationSetOptions=S*	ExportSourceType=S	FeedbackAddress=S	FromAddress=S	FromDisplayName=S	MailManagerIngressPointType=S	MailManagerRuleSetArn=A	MailManagerTrafficPolicyArn=A	MultiRegionEndpointId=S	OpenTrackingEnabled=S	Recipients=S*	ReplicaRegion=S*	TenantName=S
signer	ProfileVersion=S
signin	OAuthClientAuthentication=S	OAuthClientId=S	OAuthGrantType=S	OAuthRedirectUri=S	OAuthTokenType=S	PrincipalArn=A
sns	Endpoint=S	Protocol=S
ssm	AccessRequestId=S	AutoApprove=B	DocumentCategories=S*	DocumentType=S	DocumentVersion=S*	InventoryTypeName=S*	NodeAccountId=S	NodeOrgId=S	Overwrite=S	Policies=S	Recursive=S	resourceTag/${TagKey}=S	resourceTag/aws:ssmmessages:session-id=S	resourceTag/aws:ssmmessages:target-id=S	resourceTag/tag-key=S	SessionDocumentAccessCheck=B	SourceInstanceARN=A	SyncType=S
sso	ApplicationAccount=S	PrimaryRegion=S
states	HTTPEndpoint=S	HTTPMethod=S	StateMachineQualifier=S*
sts	AWSServiceName=S	DurationSeconds=N	ExternalId=S	IdentityTokenAudience=S*	RequestContext/${ContextKey}=S	RequestContextProviders=A*	RoleAuthorizedByIdp=B	RoleSessionName=S	SigningAlgorithm=S	SourceIdentity=S	TaskPolicyArn=A	TransitiveTagKeys=S*
swf	activityType.name=S	activityType.version=S	defaultTaskList.name=S	name=S	tagFilter.tag=S	tagList.member.0=S	tagList.member.1=S	tagList.member.2=S	tagList.member.3=S	tagList.member.4=S	taskList.name=S	typeFilter.name=S	typeFilter.version=S	version=S	workflowType.name=S	workflowType.version=S
synthetics	Names=S*
timestream-influxdb	RestoreMode=S
token.actions.${Domain}.ghe.com	actor=S	actor_id=S	enterprise_id=S	environment=S	job_workflow_ref=S	ref=S	repository=S	repository_id=S	repository_owner_id=S	workflow=S
token.actions.githubusercontent.com	actor=S	actor_id=S	enterprise_id=S	environment=S	job_workflow_ref=S	ref=S	repository=S	repository_id=S	repository_owner_id=S	workflow=S
token.actions.githubusercontent.com/${SubPath}	actor=S	actor_id=S	enterprise_id=S	environment=S	job_workflow_ref=S	ref=S	repository=S	repository_id=S	repository_owner_id=S	workflow=S
transcribe	OutputBucketName=S	OutputEncryptionKMSKeyId=S	OutputKey=S	OutputLocation=S
transfer	RequestConnectorProtocol=S	RequestSecurityPolicyName=S	RequestServerDomain=S	RequestServerEndpointType=S	RequestServerProtocols=S*
user-subscriptions	CreateForSelf=B
vpc-lattice	AuthType=S	CreateAction=S	DomainName=S	PrivateDnsPreference=S	PrivateDnsSpecifiedDomains=S*	Protocol=S	ResourceConfigurationArn=A	SecurityGroupIds=S*	ServiceArn=A	ServiceNetworkArn=A	TargetGroupArns=A*	VpcEndpointId=S	VpcId=S
vpc-lattice-svcs	Port=N	RequestHeader/${HeaderName}=S	RequestMethod=S	RequestPath=S	RequestQueryString/${QueryStringKey}=S*	ServiceArn=A	ServiceNetworkArn=A	SourceVpc=S	SourceVpcOwnerAccount=S
wafv2	LogDestinationResource=A	LogScope=S
wellarchitected	JiraProjectKey=S
wisdom	MessageTemplate/RoutingProfileArn=A*	SearchFilter/Qualifier=S*	SearchFilter/RoutingProfileArn=A
workmail	ImpersonationRoleId=S
workspaces	userId=S
www.amazon.com	app_id=S	user_id=S
xray	ResourcePolicyName=S	TraceSegmentDestination=S
"""#
}
