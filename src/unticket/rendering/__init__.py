"""Any result as terminal text, HTML, Markdown, PDF, XLSX, CSV, JSON or a picture."""
