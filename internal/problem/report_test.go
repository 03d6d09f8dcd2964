package problem

import (
	"encoding/json"
	"strings"
	"testing"
)

var mixed = List{
	{Severity: Error, Rule: NearName, File: "content/posts/a,b:c%.md", Line: 4, Column: 9, Text: "unknown player \"Cam\nAcres\"", Hint: "did you mean cam-akers?"},
	{Severity: Warning, Rule: ImageAlt, File: "content/posts/x.md", Text: "100% bare"},
	{Severity: Error, Rule: MissingKey, Text: "nowhere"},
}

func TestGitHubReportKeepsEachProblemOnItsLine(t *testing.T) {
	var b strings.Builder
	if err := mixed.WriteGitHub(&b); err != nil {
		t.Fatal(err)
	}
	want := `::error file=content/posts/a%2Cb%3Ac%25.md,line=4,col=9,title=near-name::unknown player "Cam%0AAcres" (did you mean cam-akers?)
::warning file=content/posts/x.md,title=image-alt::100%25 bare
::error title=missing-key::nowhere
`
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

func TestJSONReportHoldsEveryProblem(t *testing.T) {
	var b strings.Builder
	if err := mixed.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var back []map[string]any
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil {
		t.Fatal(err)
	}
	if len(back) != 3 || back[0]["line"] != 4.0 || back[0]["rule"] != NearName || back[1]["severity"] != "warning" {
		t.Errorf("got %v", back)
	}
	b.Reset()
	if err := List(nil).WriteJSON(&b); err != nil || b.String() != "[]\n" {
		t.Errorf("no problems are %q, %v; want an empty array", b.String(), err)
	}
}

func TestSARIFReportNamesOnlyKnownRules(t *testing.T) {
	var b strings.Builder
	if err := mixed.WriteSARIF(&b, "v1"); err != nil {
		t.Fatal(err)
	}
	var back struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID, Level string
				Locations     []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, r := range back.Runs[0].Tool.Driver.Rules {
		known[r.ID] = true
	}
	for _, r := range back.Runs[0].Results {
		if !known[r.RuleID] {
			t.Errorf("rule %q is not listed", r.RuleID)
		}
	}
	first := back.Runs[0].Results[0]
	at := first.Locations[0].PhysicalLocation
	if back.Version != "2.1.0" || first.Level != "error" || at.Region.StartLine != 4 || at.Region.StartColumn != 9 {
		t.Errorf("got %+v", first)
	}
	if whole := back.Runs[0].Results[1].Locations[0].PhysicalLocation.Region; whole.StartLine != 1 {
		t.Errorf("what is about a whole file is at line %d, where code scanning shows nothing", whole.StartLine)
	}
	if got := at.ArtifactLocation.URI; got != "content/posts/a,b:c%25.md" {
		t.Errorf("a file's address is %q, which is no URI of it", got)
	}
}
