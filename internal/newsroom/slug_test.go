package newsroom

import "testing"

func TestSlugIsOfPlainLettersWhateverWasTyped(t *testing.T) {
	for text, want := range map[string]string{
		"Cam Akers":               "cam-akers",
		"D’Andre Swift":           "dandre-swift",
		"D'Andre Swift":           "dandre-swift",
		"C. J. Mosley":            "cj-mosley",
		"C.J. Mosley":             "cj-mosley",
		"Joe Tryon-Shoyinka":      "joe-tryon-shoyinka",
		"Luis García":             "luis-garcia",
		"Luka Don\u010di\u0107":   "luka-doncic",
		"Luka Donc\u030cic\u0301": "luka-doncic",
		"Adam \"Pacman\" Jones":   "adam-pacman-jones",
		"  ../../x\x00\n ":        "x",
		"\U0001F3C8":              "",
		"Jeff Wilson Jr.":         "jeff-wilson-jr",
	} {
		if got := Slug(text); got != want {
			t.Errorf("Slug(%q) = %q, want %q", text, got, want)
		}
	}
}
