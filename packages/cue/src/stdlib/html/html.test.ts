import { checkCalls } from "../../../test/calls.ts";

checkCalls("html", [
  [
    'html.Escape("<a href=\\"x\\">\'&\'</a>")',
    '"&lt;a href=&#34;x&#34;&gt;&#39;&amp;&#39;&lt;/a&gt;"',
  ],
  [
    'html.Unescape("&lt;&amp;&#65;&#x42;&hellip;&ampx&notit;&unknown;&#128;")',
    '"<&AB…&x¬it;&unknown;€"',
  ],
]);
