import { checkCalls } from "../../../test/calls.ts";

checkCalls("text/template", [
  ['template.Execute("{{html .a}}|x {{-  3   -}} y", {a: null})', '"&lt;no value&gt;|x3y"'],
  [
    'template.Execute("{{.a}} {{.b.c}} {{.x}} {{.l}} {{.b}}", {a: 1, b: c: "d", l: [1, 2.5, "x", null]})',
    '"1 d <no value> [1 2.5 x <nil>] map[c:d]"',
  ],
  [
    'template.Execute("{{range $i, $e := .}}{{if $i}}, {{end}}{{$e}}{{else}}none{{end}}", ["a", "b"])',
    '"a, b"',
  ],
  ['template.Execute("{{range $k, $v := .}}{{$k}}={{$v}};{{end}}", {b: 1, a: 2})', '"a=2;b=1;"'],
  ['template.Execute("{{with .x}}{{.}}{{else with .a}}[{{.}}]{{end}}", {a: 1})', '"[1]"'],
  [
    'template.Execute("{{if and .a (eq .b \\"x\\")}}yes{{else}}no{{end}}", {a: true, b: "x"})',
    '"yes"',
  ],
  [
    'template.Execute("{{define \\"T\\"}}<{{.}}>{{end}}{{template \\"T\\" .a}}{{block \\"B\\" .b}}b{{.}}{{end}}", {a: 1, b: 2})',
    '"<1>b2"',
  ],
  ['template.Execute("a {{- 1 -}} b{{/* c */}}", {})', '"a1b"'],
  [
    'template.Execute("{{printf \\"%05.2f|%-4d|%q|%x\\" 3.14159 7 .s 255}}", {s: "a\\"b"})',
    '"03.14|7   |\\"a\\\\\\"b\\"|ff"',
  ],
  [
    'template.Execute("{{len .l}} {{index .l 1}} {{slice .s 1 3}} {{.s | html | printf \\"%s!\\"}}", {l: [1, 2], s: "a<b>"})',
    '"2 2 <b a&lt;b&gt;!"',
  ],
  [
    'template.Execute("{{range 5}}{{if eq . 1}}{{continue}}{{end}}{{if eq . 3}}{{break}}{{end}}{{.}}{{end}}", {})',
    '"02"',
  ],
  ['template.Execute("{{$x := 1}}{{$x = 2}}{{$x}}{{$.a}}", {a: "r"})', '"2r"'],
  [
    'template.Execute("{{eq .a 1.0}}", {a: 1})',
    'error: error in call to text/template.Execute: template: :1:2: executing "" at <eq .a 1.0>: error calling eq: incompatible types for comparison: int64 and float64',
  ],
  [
    'template.Execute("{{.s.y}}", {s: "x"})',
    'error: error in call to text/template.Execute: template: :1:4: executing "" at <.s.y>: can\'t evaluate field y in type interface {}',
  ],
  [
    'template.Execute("{{index .l 9}}", {l: []})',
    'error: error in call to text/template.Execute: template: :1:2: executing "" at <index .l 9>: error calling index: index out of range: 9',
  ],
  [
    'template.Execute("{{foo}}", {})',
    'error: error in call to text/template.Execute: template: :1: function "foo" not defined',
  ],
  [
    'template.Execute("{{if .a}}", {})',
    "error: error in call to text/template.Execute: template: :1: unexpected EOF",
  ],
  [
    'template.Execute("{{.a", {})',
    "error: error in call to text/template.Execute: template: :1: unclosed action",
  ],
  [
    'template.Execute("{{$x}}", {})',
    'error: error in call to text/template.Execute: template: :1: undefined variable "$x"',
  ],
  [
    'template.Execute("{{template \\"nope\\"}}", {})',
    'error: error in call to text/template.Execute: template: :1:11: executing "" at <{{template "nope"}}>: template "nope" not defined',
  ],
  ['template.HTMLEscape("<a>\'\\"&")', '"&lt;a&gt;&#39;&#34;&amp;"'],
  [
    'template.JSEscape("<a>\'\\"&=\\n\\\\")',
    '"\\\\u003Ca\\\\u003E\\\\\'\\\\\\"\\\\u0026\\\\u003D\\\\u000A\\\\\\\\"',
  ],
]);
