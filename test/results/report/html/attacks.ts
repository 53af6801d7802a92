/** Text that tries to become markup or script, in every known way. */
export const ATTACKS = [
  `<script>alert("script")</script>`,
  `"><img src=x onerror=alert("image")>`,
  `' onfocus=alert("focus") autofocus tabindex=0 x='`,
  `</script><script>alert("end of json")</script>`,
  `</style></title></noscript><svg onload=alert("svg")>`,
  `<a href="javascript:alert('link')">link</a>`,
  `\${alert("template")} <!-- <iframe src="http://attacker.example/">`,
  `=HYPERLINK("http://attacker.example/","csv")`,
];
