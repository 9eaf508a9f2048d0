extension ReportControl {
  /// The mapping that ships: what of a report an auditor asks for under which control.
  ///
  /// Numbers are those of the SOC 2 Trust Services Criteria (2017, points of focus of 2022), PCI DSS 4.0.1,
  /// ISO/IEC 27001:2022 Annex A and the CIS AWS Foundations Benchmark 3.0; the topics are told in our words.
  public static let mapping = """
    {"controls": [
      {"framework": "SOC 2", "id": "CC6.1", "topic": "logical access is restricted", "sections": ["principals", "denials", "sensitive-resources"]},
      {"framework": "SOC 2", "id": "CC6.2", "topic": "users are registered before they get access", "sections": ["policy-changes"]},
      {"framework": "SOC 2", "id": "CC6.3", "topic": "access is changed and removed as roles change", "sections": ["policy-changes", "principals"]},
      {"framework": "SOC 2", "id": "CC7.2", "topic": "anomalies are watched for", "sections": ["denials", "root-use", "sign-ins", "cross-account"]},
      {"framework": "PCI DSS 4.0", "id": "7.2.4", "topic": "access is reviewed every six months", "sections": ["principals"]},
      {"framework": "PCI DSS 4.0", "id": "8.4.1", "topic": "administrators sign in with MFA", "sections": ["sign-ins"]},
      {"framework": "PCI DSS 4.0", "id": "10.2.1.1", "topic": "individual access to card data is logged", "sections": ["sensitive-resources"]},
      {"framework": "PCI DSS 4.0", "id": "10.2.1.2", "topic": "acts of administrators are logged", "sections": ["root-use", "policy-changes"]},
      {"framework": "PCI DSS 4.0", "id": "10.2.1.4", "topic": "invalid access attempts are logged", "sections": ["denials"]},
      {"framework": "PCI DSS 4.0", "id": "10.2.1.5", "topic": "changes of credentials and privileges are logged", "sections": ["policy-changes"]},
      {"framework": "PCI DSS 4.0", "id": "10.2.1.6", "topic": "starts and stops of logs are logged", "sections": ["trail-changes"]},
      {"framework": "PCI DSS 4.0", "id": "10.5.1", "topic": "logs of twelve months are kept", "sections": ["scope"]},
      {"framework": "ISO 27001:2022", "id": "A.5.15", "topic": "access control", "sections": ["principals", "cross-account", "denials"]},
      {"framework": "ISO 27001:2022", "id": "A.5.18", "topic": "access rights are granted, reviewed and removed", "sections": ["policy-changes", "principals"]},
      {"framework": "ISO 27001:2022", "id": "A.8.2", "topic": "privileged access is restricted", "sections": ["root-use", "policy-changes"]},
      {"framework": "ISO 27001:2022", "id": "A.8.5", "topic": "secure sign-in", "sections": ["sign-ins"]},
      {"framework": "ISO 27001:2022", "id": "A.8.15", "topic": "events are logged and kept", "sections": ["scope"]},
      {"framework": "ISO 27001:2022", "id": "A.8.16", "topic": "activities are monitored", "sections": ["denials", "root-use"]},
      {"framework": "CIS AWS 3.0", "id": "1.7", "topic": "the root user is not used for daily work", "sections": ["root-use"]},
      {"framework": "CIS AWS 3.0", "id": "1.10", "topic": "console users sign in with MFA", "sections": ["sign-ins"]},
      {"framework": "CIS AWS 3.0", "id": "4.1", "topic": "unauthorized calls are monitored", "sections": ["denials"]},
      {"framework": "CIS AWS 3.0", "id": "4.2", "topic": "sign-ins without MFA are monitored", "sections": ["sign-ins"]},
      {"framework": "CIS AWS 3.0", "id": "4.3", "topic": "use of the root user is monitored", "sections": ["root-use"]},
      {"framework": "CIS AWS 3.0", "id": "4.4", "topic": "changes of IAM policies are monitored", "sections": ["policy-changes"]},
      {"framework": "CIS AWS 3.0", "id": "4.5", "topic": "changes of trails are monitored", "sections": ["trail-changes"]},
      {"framework": "CIS AWS 3.0", "id": "4.8", "topic": "changes of bucket policies are monitored", "sections": ["policy-changes"]},
      {"framework": "CIS AWS 3.0", "id": "4.15", "topic": "changes of the organization are monitored", "sections": ["policy-changes"]}
    ]}

    """
}
