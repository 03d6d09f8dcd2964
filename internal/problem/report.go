package problem

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// WriteJSON writes l as a JSON array of objects.
func (l List) WriteJSON(w io.Writer) error {
	type object struct {
		Severity string `json:"severity"`
		Rule     string `json:"rule"`
		File     string `json:"file"`
		Line     int    `json:"line,omitempty"`
		Column   int    `json:"column,omitempty"`
		Text     string `json:"text"`
		Hint     string `json:"hint,omitempty"`
	}
	out := make([]object, len(l))
	for i, p := range l {
		out[i] = object{p.Severity.String(), p.Rule, p.File, p.Line, p.Column, p.Text, p.Hint}
	}
	return writeJSON(w, out)
}

// WriteGitHub writes l as workflow commands of GitHub Actions, which shows them
// beside the lines they are about.
func (l List) WriteGitHub(w io.Writer) error {
	// A property ends at a comma or colon, a message at the end of the line.
	message := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, p := range l {
		at := ""
		if p.File != "" {
			at = "file=" + property.Replace(p.File) + ","
			if p.Line > 0 {
				at += fmt.Sprintf("line=%d,", p.Line)
				if p.Column > 0 {
					at += fmt.Sprintf("col=%d,", p.Column)
				}
			}
		}
		text := p.Text
		if p.Hint != "" {
			text += " (" + p.Hint + ")"
		}
		if _, err := fmt.Fprintf(w, "::%s %stitle=%s::%s\n", p.Severity, at, property.Replace(p.Rule), message.Replace(text)); err != nil {
			return err
		}
	}
	return nil
}

// WriteSARIF writes l in the Static Analysis Results Interchange Format 2.1.0.
// version is that of the program.
func (l List) WriteSARIF(w io.Writer, version string) error {
	type (
		text struct {
			Text string `json:"text"`
		}
		region struct {
			StartLine   int `json:"startLine"`
			StartColumn int `json:"startColumn,omitempty"`
		}
		artifact struct {
			URI string `json:"uri"`
		}
		physical struct {
			Artifact artifact `json:"artifactLocation"`
			Region   *region  `json:"region"`
		}
		location struct {
			Physical physical `json:"physicalLocation"`
		}
		result struct {
			RuleID    string     `json:"ruleId"`
			Level     string     `json:"level"`
			Message   text       `json:"message"`
			Locations []location `json:"locations,omitempty"`
		}
		rule struct {
			ID    string `json:"id"`
			Short text   `json:"shortDescription"`
		}
		driver struct {
			Name    string `json:"name"`
			Version string `json:"version"`
			Rules   []rule `json:"rules"`
		}
		tool struct {
			Driver driver `json:"driver"`
		}
		run struct {
			Tool    tool     `json:"tool"`
			Columns string   `json:"columnKind"`
			Results []result `json:"results"`
		}
		log struct {
			Schema  string `json:"$schema"`
			Version string `json:"version"`
			Runs    []run  `json:"runs"`
		}
	)
	rules := []rule{}
	for _, r := range Rules() {
		rules = append(rules, rule{r.Name, text{r.Text}})
	}
	results := []result{}
	for _, p := range l {
		r := result{RuleID: p.Rule, Level: p.Severity.String(), Message: text{p.Text}}
		if p.Hint != "" {
			r.Message.Text += " (" + p.Hint + ")"
		}
		if p.File != "" {
			at := location{physical{Artifact: artifact{(&url.URL{Path: p.File}).EscapedPath()}}}
			at.Physical.Region = &region{max(1, p.Line), p.Column} // code scanning shows nothing without a line
			r.Locations = []location{at}
		}
		results = append(results, r)
	}
	return writeJSON(w, log{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []run{{tool{driver{"pressbox", version, rules}}, "unicodeCodePoints", results}},
	})
}

// writeJSON writes v for people to read, too.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
