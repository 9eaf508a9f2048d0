/// The top-level members of a CloudTrail record that Retrial reads, named as AWS writes them.
///
/// AWS CloudTrail User Guide, "CloudTrail record contents".
public enum EventField: Int, CaseIterable, Sendable {
  case eventVersion, eventID, eventTime, eventSource, eventName, awsRegion, sourceIPAddress, userAgent
  case errorCode, errorMessage, userIdentity, requestParameters, responseElements, additionalEventData
  case resources, recipientAccountId, eventType, eventCategory, vpcEndpointId, vpcEndpointAccountId
  case tlsDetails, sharedEventID, readOnly, managementEvent, requestID, apiVersion, serviceEventDetails
  case addendum, insightDetails, eventContext, sessionCredentialFromConsole, edgeDeviceDetails
}
