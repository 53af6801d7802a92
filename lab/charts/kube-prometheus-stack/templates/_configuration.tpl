{{- define "stack.configuration" -}}
{{- $spec := .Values.prometheus.prometheusSpec -}}
global:
  scrape_interval: {{ $spec.scrapeInterval }}
  scrape_timeout: {{ $spec.scrapeTimeout }}
  evaluation_interval: {{ $spec.evaluationInterval }}
  external_labels:
    prometheus: {{ .Release.Namespace }}/{{ include "stack.fullname" . }}-prometheus
scrape_configs:
  - job_name: kube-state-metrics
    # Its series are about other pods and namespaces than its own.
    honor_labels: true
    kubernetes_sd_configs:
      - role: endpointslice
        namespaces:
          names: [{{ .Release.Namespace }}]
    relabel_configs:
      - source_labels: [__meta_kubernetes_service_name, __meta_kubernetes_endpointslice_port_name]
        regex: {{ .Release.Name }}-kube-state-metrics;http
        action: keep
      - source_labels: [__meta_kubernetes_namespace]
        target_label: namespace
      - source_labels: [__meta_kubernetes_pod_name]
        target_label: pod
      - source_labels: [__meta_kubernetes_service_name]
        target_label: service
  {{- with $spec.additionalScrapeConfigs }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
