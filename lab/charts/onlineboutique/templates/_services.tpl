{{/* What differs between the services, by their keys in the values. `calls` are the services whose addresses they take. */}}
{{- define "boutique.services" }}
adService: { port: 9555, portName: grpc }
cartService: { port: 7070, portName: grpc }
checkoutService:
  port: 5050
  portName: grpc
  calls: [productCatalogService, shippingService, paymentService, emailService, currencyService, cartService]
currencyService: { port: 7000, portName: grpc }
emailService: { port: 5000, targetPort: 8080, portName: grpc }
frontend:
  port: 80
  targetPort: 8080
  portName: http
  calls:
    - productCatalogService
    - currencyService
    - cartService
    - recommendationService
    - shippingService
    - checkoutService
    - adService
paymentService: { port: 50051, portName: grpc }
productCatalogService: { port: 3550, portName: grpc }
recommendationService: { port: 8080, portName: grpc, calls: [productCatalogService] }
shippingService: { port: 50051, portName: grpc }
{{- end }}

{{/* `productCatalogService` is told of as PRODUCT_CATALOG_SERVICE_ADDR. */}}
{{- define "boutique.variable" -}}
{{ snakecase . | upper }}_ADDR
{{- end }}

{{- define "boutique.pod" -}}
serviceAccountName: default
terminationGracePeriodSeconds: 5
securityContext:
  fsGroup: 1000
  runAsGroup: 1000
  runAsNonRoot: true
  runAsUser: 1000
{{- end }}

{{- define "boutique.container" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
privileged: false
readOnlyRootFilesystem: true
{{- end }}

{{/* Faster than in the real chart, whose services take longer to start. The real ones ask most services by gRPC. */}}
{{- define "boutique.probes" -}}
readinessProbe:
  periodSeconds: 2
  timeoutSeconds: 2
  {{- include "boutique.probe" (dict "port" .port "http" .http "user" "readiness") | nindent 2 }}
livenessProbe:
  initialDelaySeconds: 10
  timeoutSeconds: 5
  {{- include "boutique.probe" (dict "port" .port "http" .http "user" "liveness") | nindent 2 }}
{{- end }}

{{- define "boutique.probe" -}}
{{- if .http -}}
httpGet:
  path: /_healthz
  port: {{ .port }}
  httpHeaders:
    - name: Cookie
      value: shop_session-id=x-{{ .user }}-probe
{{- else -}}
tcpSocket:
  port: {{ .port }}
{{- end }}
{{- end }}
