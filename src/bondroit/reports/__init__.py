"""What people read: case files, workbook, summary."""
