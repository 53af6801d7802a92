{{/* The real chart cuts a name of its own to 26 characters. */}}
{{- define "stack.fullname" -}}
{{- .Values.fullnameOverride | default (printf "%s-kube-prometheus-stack" .Release.Name) | trunc 26 | trimSuffix "-" }}
{{- end }}

{{/* Subcharts have the release's name. */}}
{{- define "stack.labels" -}}
app.kubernetes.io/instance: {{ .release }}
app.kubernetes.io/name: {{ .name }}
{{- end }}

{{- define "stack.unprivileged" -}}
runAsNonRoot: true
runAsUser: 65534
runAsGroup: 65534
fsGroup: 65534
{{- end }}
